// An open page is true or says that it is not. When the link to the server drops, the chip says so and the page tries again until it is
// back: on its own circuit when that is still there, else by loading the same address again, at the same place. Nobody reloads by hand.
(() => {
  const aliveAddress = "/health/live";
  const maintenanceAddress = "/maintenance";
  const serverTimeout = 6000;
  const retry = 150;
  // Once the server has been away for as long as a restart does not take, and for pages that nobody sees.
  const slowRetry = 500;
  const slowRetryAfter = 60000;
  const startRetry = 1000;
  const quietFor = 2500;
  // A circuit that takes longer to answer, right after the machine slept or was offline, is connected to anew.
  const circuitTimeout = 1500;
  const sleptFor = 4000;
  const placeKey = "dashboard-place";
  const root = document.documentElement;

  let downSince = null;
  let trying = false;
  let checking = false;
  let wake = () => { };
  let quiet;

  // As everywhere on the pages: UTC.
  const time = instant => `${new Date(instant).toISOString().slice(11, 19)} UTC`;

  const show = () => {
    const down = downSince !== null;
    const long = down && Date.now() - downSince > quietFor;
    root.dataset.connection = down ? "down" : "up";
    for (const link of document.querySelectorAll(".live-link")) {
      link.textContent = !down ? "" : long ? "Stale" : "Reconnecting";
      if (long) {
        const since = document.createElement("span");
        since.className = "live-since";
        since.textContent = ` since ${time(downSince)}`;
        link.append(since);
      }
    }
    const banner = document.getElementById("connection-banner");
    if (banner) {
      banner.hidden = !long;
      banner.querySelector("time").textContent = long ? time(downSince) : "";
    }
  };

  const setDown = since => {
    if (downSince === null) {
      downSince = since;
      quiet = setTimeout(show, Math.max(0, quietFor + 50 - (Date.now() - since)));
    }
    show();
  };

  // What was typed when nobody heard it, before the loss was noticed or while it lasted, is on the screen: the circuit is told it again.
  const edits = new Map();
  const tellEdits = since => {
    for (const [field, at] of edits) {
      if (at >= since && field.isConnected) {
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    edits.clear();
  };
  addEventListener("input", event => {
    if (event.isTrusted && event.target.matches?.("input:not([type=file]), textarea, select")) {
      for (const [field, at] of edits) {
        if (downSince === null && at < Date.now() - 2 * serverTimeout) {
          edits.delete(field);
        }
      }
      edits.set(event.target, Date.now());
    }
  }, { capture: true, passive: true });

  const setUp = () => {
    if (downSince !== null) {
      tellEdits(downSince - serverTimeout);
    }
    downSince = null;
    clearTimeout(quiet);
    show();
  };

  const pause = length => new Promise(resolve => {
    const timer = setTimeout(resolve, length);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

  const pauseToRetry = () => pause(document.hidden || Date.now() - downSince > slowRetryAfter ? slowRetry : retry);

  const ask = (address, how) => fetch(address, { cache: "no-store", signal: AbortSignal.timeout(5000), ...how });

  const answers = async () => {
    try {
      return (await ask(aliveAddress)).ok;
    } catch {
      return false;
    }
  };

  // False when the server answers, but shows this page to the visitor no longer: whose session ended meanwhile cannot have a circuit either.
  const isLetIn = async () => {
    try {
      const answer = await ask(location.href, { redirect: "manual" });
      return answer.type !== "opaqueredirect" && answer.status !== 401 && answer.status !== 403;
    } catch {
      return true;
    }
  };

  const loadAgain = () => {
    try {
      sessionStorage.setItem(placeKey, JSON.stringify({ address: location.href, x: scrollX, y: scrollY }));
    } catch {
      // Without storage the page begins at its top.
    }
    location.reload();
  };

  // Asked first: to a server that is not there the circuit would complain on the console at every try.
  const tryAgain = async attempt => {
    if (!await answers()) {
      return "down";
    }
    try {
      return await attempt() ? "up" : "gone";
    } catch {
      return await isLetIn() ? "down" : "gone";
    }
  };

  const comeBack = async attempt => {
    if (trying) {
      return;
    }
    trying = true;
    for (; ;) {
      const result = await tryAgain(attempt);
      if (result === "gone") {
        // The server was started anew, or waited long enough for this page.
        loadAgain();
        return;
      }
      if (result === "up") {
        trying = false;
        setUp();
        return;
      }
      await pauseToRetry();
    }
  };

  // The content comes after the circuit: the page is scrolled back when it is long enough, unless the visitor was quicker.
  const restorePlace = () => {
    let place = null;
    try {
      place = JSON.parse(sessionStorage.getItem(placeKey));
      sessionStorage.removeItem(placeKey);
    } catch {
      return;
    }
    if (!place || place.address !== location.href || place.x === 0 && place.y === 0) {
      return;
    }
    history.scrollRestoration = "manual";
    const until = Date.now() + 15000;
    let moved = false;
    for (const act of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(act, () => moved = true, { once: true, passive: true });
    }
    const step = () => {
      if (moved || Date.now() > until) {
        return;
      }
      scrollTo(place.x, place.y);
      if (Math.abs(scrollY - place.y) > 1 || document.querySelector(".live-chip") === null) {
        requestAnimationFrame(step);
      }
    };
    requestAnimationFrame(step);
  };

  // Served in the place of every page while there is maintenance, without a circuit. Nothing is stored of where it was scrolled: that is
  // known of the page that will be here.
  const waitForEndOfMaintenance = async () => {
    for (; ;) {
      await pause(slowRetry);
      try {
        const answer = await ask(maintenanceAddress);
        if (answer.ok && !(await answer.text()).includes("data-maintenance")) {
          location.reload();
          return;
        }
      } catch {
        // The server is started anew, perhaps.
      }
    }
  };

  const onConnectionDown = (_, error) => {
    // A link that went silently was good until the last sign of life.
    const silent = /timeout/i.test(error?.message ?? "") ? serverTimeout : 0;
    setDown(Date.now() - silent);
    comeBack(() => Blazor.reconnect());
  };

  // Whether the circuit itself still answers: after a sleep the browser takes a dead link for a good one until the next timeout.
  const circuitAnswers = () => Promise.race([
    DotNet.invokeMethodAsync("Dashboard", "Ping").then(() => true, () => false),
    new Promise(resolve => setTimeout(() => resolve(false), circuitTimeout)),
  ]);

  // Asked until it is known: a link that did not drop is said by nobody else to be good again.
  const checkLink = async () => {
    wake();
    if (trying || checking) {
      return;
    }
    checking = true;
    while (!trying && !await answers()) {
      setDown(Date.now());
      await pauseToRetry();
    }
    const isGood = trying || !document.querySelector(".live-chip") || await circuitAnswers();
    checking = false;
    if (trying) {
      return;
    }
    if (isGood) {
      setUp();
    } else {
      // Closed, it is made again by onConnectionDown.
      setDown(Date.now());
      Blazor._internal.forceCloseConnection();
    }
  };

  addEventListener("offline", () => setDown(Date.now()));
  addEventListener("online", checkLink);
  document.addEventListener("visibilitychange", () => document.hidden || checkLink());
  let ticked = Date.now();
  setInterval(() => {
    const slept = Date.now() - ticked > sleptFor;
    ticked = Date.now();
    if (slept && !document.hidden) {
      checkLink();
    }
  }, 1000);

  const refuse = event => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const banner = document.getElementById("connection-banner");
    if (banner) {
      banner.hidden = false;
      banner.querySelector("time").textContent = time(downSince);
    }
  };

  // What is clicked while nobody listens would be lost without a word.
  addEventListener("click", event => {
    if (downSince !== null && event.target.closest?.("a, button, input, label, select, [role=button]") && !event.target.closest("#connection-banner")) {
      refuse(event);
    }
  }, { capture: true });

  // So would what is typed for longer than a moment: the circuit may be gone, and the page with it.
  addEventListener("beforeinput", event => {
    if (downSince !== null && Date.now() - downSince > quietFor) {
      refuse(event);
    }
  }, { capture: true });

  // The server gave the circuit up after a failure: what is on the screen will not change any more.
  const failure = document.getElementById("blazor-error-ui");
  if (failure) {
    new MutationObserver(() => {
      if (failure.style.display === "block" && !trying) {
        setDown(Date.now());
      }
    }).observe(failure, { attributes: true, attributeFilter: ["style"] });
  }

  if (document.querySelector("[data-maintenance]")) {
    waitForEndOfMaintenance();
    return;
  }

  restorePlace();
  Blazor.start({
    circuit: {
      configureSignalR: builder => builder.withServerTimeout(serverTimeout).withKeepAliveInterval(3000),
      reconnectionHandler: { onConnectionDown, onConnectionUp: setUp },
    },
  }).catch(async () => {
    setDown(Date.now());
    // Not at once: where it fails again and again, the page would be loaded without end.
    await pause(startRetry);
    comeBack(() => false);
  });
})();
