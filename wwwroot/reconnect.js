// An open page is true or says that it is not. When the link to the server drops, the chip says so and the page tries again until it is
// back: on its own circuit when that is still there, else by loading the same address again, at the same place. Nobody reloads by hand.
(() => {
  const probeAddress = "/health/live";
  const serverTimeout = 6000;
  const firstRetry = 250;
  const laterRetry = 900;
  const quietFor = 2500;
  const placeKey = "dashboard-place";
  const root = document.documentElement;

  let downSince = null;
  let trying = false;
  let wake = () => { };
  let quiet;

  const time = instant => new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

  const show = () => {
    const down = downSince !== null;
    const long = down && Date.now() - downSince > quietFor;
    root.dataset.connection = down ? "down" : "up";
    for (const chip of document.querySelectorAll(".live-chip")) {
      chip.dataset.live = String(!down);
      chip.querySelector(".live-text").textContent = !down ? "Live" : long ? `Stale since ${time(downSince)}` : "Reconnecting";
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

  const setUp = () => {
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

  const answers = async () => {
    try {
      return (await fetch(probeAddress, { cache: "no-store", signal: AbortSignal.timeout(5000) })).ok;
    } catch {
      return false;
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
      return "down";
    }
  };

  const comeBack = async attempt => {
    if (trying) {
      return;
    }
    trying = true;
    const began = Date.now();
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
      await pause(Date.now() - began < 10000 ? firstRetry : laterRetry);
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

  const onConnectionDown = (_, error) => {
    // A link that went silently was good until the last sign of life.
    const silent = /timeout/i.test(error?.message ?? "") ? serverTimeout : 0;
    setDown(Date.now() - silent);
    comeBack(() => Blazor.reconnect());
  };

  addEventListener("offline", () => setDown(Date.now()));
  addEventListener("online", async () => {
    wake();
    if (!trying && await answers() && !trying) {
      setUp();
    }
  });
  document.addEventListener("visibilitychange", () => document.hidden || wake());

  // What is clicked while nobody listens would be lost without a word.
  addEventListener("click", event => {
    if (downSince !== null && event.target.closest?.("a, button, input, label, select, [role=button]") && !event.target.closest("#connection-banner")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const banner = document.getElementById("connection-banner");
      if (banner) {
        banner.hidden = false;
        banner.querySelector("time").textContent = time(downSince);
      }
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

  restorePlace();
  Blazor.start({
    circuit: {
      configureSignalR: builder => builder.withServerTimeout(serverTimeout).withKeepAliveInterval(3000),
      reconnectionHandler: { onConnectionDown, onConnectionUp: setUp },
    },
  }).catch(() => {
    setDown(Date.now());
    comeBack(() => false);
  });
})();
