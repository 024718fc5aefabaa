// Keeps the scroll position over a reload that the page does by itself, such as after a restart of the server.

const key = "dashboard-scroll-position";
const restoreFor = 15000;

export const reloadInPlace = () => {
  try {
    sessionStorage.setItem(key, JSON.stringify({ address: location.href, x: scrollX, y: scrollY }));
  } catch {
    // Without storage the page starts at its top.
  }
  location.reload();
};

// The content arrives after the circuit: scrolls as soon as the page is long enough, unless the visitor scrolls first.
export const restoreScrollPosition = () => {
  let position = null;
  try {
    position = JSON.parse(sessionStorage.getItem(key));
    sessionStorage.removeItem(key);
  } catch {
    return;
  }
  if (!position || position.address !== location.href || position.x === 0 && position.y === 0) {
    return;
  }
  history.scrollRestoration = "manual";
  const until = Date.now() + restoreFor;
  let moved = false;
  for (const act of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(act, () => moved = true, { once: true, passive: true });
  }
  const step = () => {
    if (moved || Date.now() > until) {
      return;
    }
    scrollTo(position.x, position.y);
    if (Math.abs(scrollY - position.y) > 1 || document.querySelector(".live-chip") === null) {
      requestAnimationFrame(step);
    }
  };
  requestAnimationFrame(step);
};
