// Where things come into sight. The host page is never moved.

/** Bring a turn's beginning to the top: of the page where the chat is the page, else of the chat's own scrolling part. */
export function scrollTo(view: HTMLElement, isPage: boolean, scrollers: HTMLElement[]): void {
  if (isPage) return view.scrollIntoView({ block: "start", behavior: "instant" });
  for (const scroller of scrollers) {
    if (scroller.scrollHeight <= scroller.clientHeight || getComputedStyle(scroller).overflowY === "visible") continue;
    scroller.scrollTop += view.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 8;
    return;
  }
}

/** Whether this is the same page once more, not another page of the website. */
export function wasReloaded(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type === "reload";
}
