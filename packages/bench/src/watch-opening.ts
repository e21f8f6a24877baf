/** What the page itself saw of one opening. Milliseconds since the document began (`performance.timeOrigin`). */
export interface Opening {
  /** The click's own time stamp; undefined where the page was loaded directly. */
  readonly clickMs: number | undefined;
  /** The first row of the call chain is in the document, and the frame that holds it has been painted. */
  readonly paintedMs: number;
  /** The server's answer to the document itself, for a direct load. */
  readonly responseMs: number;
  /** Tasks of more than 50 ms on the main thread since the opening began. */
  readonly longTasksMs: readonly number[];
  /** Of spans; only those near the viewport are drawn. */
  readonly rowsDrawn: number;
}

declare global {
  interface Window {
    plumblineOpening?: {
      clickMs: number | undefined;
      paintedMs: number | undefined;
      readonly longTasks: { startMs: number; durationMs: number }[];
    };
  }
}

/**
 * Runs inside the page before its own scripts. It sees the click, and the first row of the call chain by a
 * MutationObserver; a task queued from an animation frame runs once that frame was painted.
 */
export function watchOpening(): void {
  const opening: NonNullable<Window["plumblineOpening"]> = {
    clickMs: undefined,
    paintedMs: undefined,
    longTasks: [],
  };
  window.plumblineOpening = opening;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      opening.longTasks.push({ startMs: startTime, durationMs: duration });
  }).observe({ type: "longtask", buffered: true });
  const rowSelector = '[role="tree"][aria-label="Spans"] [role="treeitem"]';
  const look = new MutationObserver(() => {
    if (document.querySelector(rowSelector) === null) return;
    look.disconnect();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        opening.paintedMs = performance.mark("plumbline-first-row").startTime;
      };
      channel.port2.postMessage(null);
    });
  });
  look.observe(document, { childList: true, subtree: true });
  addEventListener(
    "click",
    (event) => {
      opening.clickMs = event.timeStamp;
      performance.mark("plumbline-click", { startTime: event.timeStamp });
    },
    { capture: true, once: true },
  );
}

/** Runs inside the page once `paintedMs` is there. */
export function readOpening(): Opening {
  const opening = window.plumblineOpening;
  if (opening?.paintedMs === undefined) throw new Error("The call chain has not been painted.");
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const beganMs = opening.clickMs ?? 0;
  return {
    clickMs: opening.clickMs,
    paintedMs: opening.paintedMs,
    responseMs: navigation?.responseEnd ?? 0,
    longTasksMs: opening.longTasks.filter(({ startMs }) => startMs >= beganMs).map(({ durationMs }) => durationMs),
    rowsDrawn: document.querySelectorAll('[role="tree"][aria-label="Spans"] [role="treeitem"]').length,
  };
}
