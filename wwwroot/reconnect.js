// An open page is up to date or shows that it is not. When the connection to the server is lost, the chip shows it, and the page tries to
// reconnect until it succeeds: to its own circuit when that still exists, else by reloading the same address at the same scroll position.
import { resendEdits, watchEdits } from "./pending-edits.js";
import { reloadInPlace, restoreScrollPosition } from "./scroll-position.js";

const aliveAddress = new URL("health/live", document.baseURI);
const maintenanceAddress = new URL("maintenance", document.baseURI);

// Milliseconds. LiveRegistration.cs holds the server's side of these times.
const serverTimeout = 6000;
const keepAliveInterval = 3000;
const retryInterval = 150;
// After the server has been away for longer than a restart takes, and for pages in the background.
const slowRetryInterval = 500;
const slowRetryAfter = 60000;
const startRetryInterval = 1000;
const requestTimeout = 5000;
// A shorter interruption is not worth a banner.
const bannerAfter = 2500;
// A circuit that takes longer to respond after the computer slept or was offline is reconnected.
const circuitTimeout = 1500;
const sleptAfter = 4000;

let downSince = null;
let reconnecting = false;
let checking = false;
let wake = () => { };
let banner;

// UTC, as everywhere on the pages.
const time = instant => `${new Date(instant).toISOString().slice(11, 19)} UTC`;

const showBanner = shown => {
  const element = document.getElementById("connection-banner");
  if (element) {
    element.hidden = !shown;
    element.querySelector("time").textContent = shown ? time(downSince) : "";
  }
};

const show = () => {
  const down = downSince !== null;
  const long = down && Date.now() - downSince > bannerAfter;
  document.documentElement.dataset.connection = down ? "down" : "up";
  for (const link of document.querySelectorAll(".live-link")) {
    link.textContent = !down ? "" : long ? "Stale" : "Reconnecting";
    if (long) {
      const since = document.createElement("span");
      since.className = "live-since";
      since.textContent = ` since ${time(downSince)}`;
      link.append(since);
    }
  }
  showBanner(long);
};

const setDown = since => {
  if (downSince === null) {
    downSince = since;
    banner = setTimeout(show, Math.max(0, bannerAfter + 50 - (Date.now() - since)));
  }
  show();
};

const setUp = () => {
  if (downSince !== null) {
    resendEdits(downSince);
  }
  downSince = null;
  clearTimeout(banner);
  show();
};

const pause = length => new Promise(resolve => {
  const timer = setTimeout(resolve, length);
  wake = () => {
    clearTimeout(timer);
    resolve();
  };
});

const pauseBeforeRetry = () =>
  pause(document.hidden || Date.now() - downSince > slowRetryAfter ? slowRetryInterval : retryInterval);

const request = (address, options) =>
  fetch(address, { cache: "no-store", signal: AbortSignal.timeout(requestTimeout), ...options });

const isServerAlive = async () => {
  try {
    return (await request(aliveAddress)).ok;
  } catch {
    return false;
  }
};

// Returns false when the server responds but refuses this page: a visitor whose session has ended cannot have a circuit either.
const isPageAllowed = async () => {
  try {
    const answer = await request(location.href, { redirect: "manual" });
    return answer.type !== "opaqueredirect" && answer.status !== 401 && answer.status !== 403;
  } catch {
    return true;
  }
};

// The server is asked first, because an attempt on a server that is down makes Blazor write errors to the console.
const tryReconnect = async attempt => {
  if (!await isServerAlive()) {
    return "down";
  }
  try {
    return await attempt() ? "up" : "gone";
  } catch {
    return await isPageAllowed() ? "down" : "gone";
  }
};

const reconnect = async attempt => {
  if (reconnecting) {
    return;
  }
  reconnecting = true;
  for (; ;) {
    const result = await tryReconnect(attempt);
    if (result === "gone") {
      // The server has restarted, or has discarded the circuit.
      reloadInPlace();
      return;
    }
    if (result === "up") {
      reconnecting = false;
      setUp();
      return;
    }
    await pauseBeforeRetry();
  }
};

// The maintenance page replaces every page and has no circuit. Its scroll position is not kept: the page that follows is another one.
const reloadAfterMaintenance = async () => {
  for (; ;) {
    await pause(slowRetryInterval);
    try {
      const answer = await request(maintenanceAddress);
      if (answer.ok && !(await answer.text()).includes("data-maintenance")) {
        location.reload();
        return;
      }
    } catch {
      // The server may be restarting.
    }
  }
};

const onConnectionDown = (_, error) => {
  // A connection that timed out was good until the last message.
  const silence = /timeout/i.test(error?.message ?? "") ? serverTimeout : 0;
  setDown(Date.now() - silence);
  reconnect(() => Blazor.reconnect());
};

// After sleep, the browser considers a dead connection good until the next timeout; a response of the circuit proves it.
const isCircuitAlive = () => Promise.race([
  DotNet.invokeMethodAsync("Dashboard", "Ping").then(() => true, () => false),
  new Promise(resolve => setTimeout(() => resolve(false), circuitTimeout)),
]);

// Repeats until the result is certain: for a connection that was not lost, no other event sets the page up again.
const checkConnection = async () => {
  wake();
  if (reconnecting || checking) {
    return;
  }
  checking = true;
  while (!reconnecting && !await isServerAlive()) {
    setDown(Date.now());
    await pauseBeforeRetry();
  }
  const isGood = reconnecting || !document.querySelector(".live-chip") || await isCircuitAlive();
  checking = false;
  if (reconnecting) {
    return;
  }
  if (isGood) {
    setUp();
  } else {
    // Closing the connection calls onConnectionDown, which reconnects.
    setDown(Date.now());
    Blazor._internal.forceCloseConnection();
  }
};

const checkAfterSleep = () => {
  let ticked = Date.now();
  setInterval(() => {
    const slept = Date.now() - ticked > sleptAfter;
    ticked = Date.now();
    if (slept && !document.hidden) {
      checkConnection();
    }
  }, 1000);
};

const refuse = event => {
  event.preventDefault();
  event.stopImmediatePropagation();
  showBanner(true);
};

const refuseInputWhileDown = () => {
  // A click would be lost silently.
  addEventListener("click", event => {
    if (downSince !== null && event.target.closest?.("a, button, input, label, select, [role=button]") && !event.target.closest("#connection-banner")) {
      refuse(event);
    }
  }, { capture: true });

  // So would text after more than a moment: the circuit may be gone, and the page is then reloaded.
  addEventListener("beforeinput", event => {
    if (downSince !== null && Date.now() - downSince > bannerAfter) {
      refuse(event);
    }
  }, { capture: true });
};

// After an unhandled error the server ends the circuit: the page no longer changes.
const watchForCircuitFailure = () => {
  const failure = document.getElementById("blazor-error-ui");
  if (failure) {
    new MutationObserver(() => {
      if (failure.style.display === "block" && !reconnecting) {
        setDown(Date.now());
      }
    }).observe(failure, { attributes: true, attributeFilter: ["style"] });
  }
};

watchEdits(() => downSince === null, serverTimeout);
addEventListener("offline", () => setDown(Date.now()));
addEventListener("online", checkConnection);
document.addEventListener("visibilitychange", () => document.hidden || checkConnection());
checkAfterSleep();
refuseInputWhileDown();
watchForCircuitFailure();

if (document.querySelector("[data-maintenance]")) {
  reloadAfterMaintenance();
} else {
  restoreScrollPosition();
  Blazor.start({
    circuit: {
      configureSignalR: builder => builder.withServerTimeout(serverTimeout).withKeepAliveInterval(keepAliveInterval),
      reconnectionHandler: { onConnectionDown, onConnectionUp: setUp },
    },
  }).catch(async () => {
    setDown(Date.now());
    // A pause, so that a start that always fails does not reload the page in a tight loop.
    await pause(startRetryInterval);
    reconnect(() => false);
  });
}
