// The chosen theme, or what the system prefers, is kept in a cookie, so that the server's first byte has the right colours.
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
      // The server has painted the other theme, or guessed on the first visit.
      if (cookie() === now && system.matches !== (document.documentElement.dataset.theme === "dark")) {
        show(system.matches);
        location.reload();
      }
    }
  }
  window.dashboardTheme = { choose: value => { keep(value); show(value === "dark"); } };
})();
