// Tells the board which ends of its list are in view.
export function watch(board) {
  let ends = [];
  const seen = new Map();
  const observer = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) seen.set(target, isIntersecting);
    board.invokeMethodAsync("SeeEdges", seen.get(ends[0]) === true, seen.get(ends[1]) === true).catch(() => {});
  }, { rootMargin: "0px 0px 400px 0px" });
  return {
    // Called again when the list has another length: an end that is still in view is reported again.
    observe(top, bottom) {
      observer.disconnect();
      ends = [top, bottom].filter(Boolean);
      for (const end of ends) observer.observe(end);
    },
    toTop: () => window.scrollTo({ top: 0 }),
    end: () => observer.disconnect(),
  };
}
