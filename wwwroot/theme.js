// Keeps the chosen theme, or the system's preference, in a cookie, so that the server renders the right colours from the first byte.
(() => {
  const cookie = () => /(?:^|; )theme=([^;]+)/.exec(document.cookie)?.[1];
  const keep = value => document.cookie = `theme=${value}; path=/; max-age=31536000; samesite=lax`;
  const show = dark => document.documentElement.dataset.theme = dark ? "dark" : "light";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = cookie();
  if (!kept || kept.startsWith("system-")) {
    const now = system.matches ? "system-dark" : "system-light";
    if (kept !== now) {
      keep(now);
      // On the first visit, or after the system's preference changed, the server has rendered the other theme.
      if (cookie() === now && system.matches !== (document.documentElement.dataset.theme === "dark")) {
        show(system.matches);
        location.reload();
      }
    }
  }
  window.dashboardTheme = { choose: value => { keep(value); show(value === "dark"); } };
})();
