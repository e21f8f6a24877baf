/** What a reader sees of scrolling: time between the frames that the page could draw. */
export interface Scrolling {
  readonly frameMsP50: number;
  /** Share of frames that took longer than 20 ms, which is below 50 frames a second. */
  readonly slowShare: number;
  readonly frameMsMax: number;
}

/** So much per frame is a quick turn of the wheel: some five new rows. */
const pxPerFrame = 120;
const frames = 180;

/** Runs inside the page: scrolls the call chain down, and back up from its end, a step per frame. */
export async function scrollCallChain(steps: {
  readonly pxPerFrame: number;
  readonly frames: number;
}): Promise<Scrolling> {
  const pane = document.querySelector('[role="tree"][aria-label="Spans"]')?.parentElement;
  if (!pane) throw new Error("The page shows no call chain.");
  const frameMs: number[] = [];
  const nextFrame = () => new Promise<number>(requestAnimationFrame);
  pane.scrollTop = 0;
  let last = await nextFrame();
  let direction = 1;
  for (let frame = 0; frame < steps.frames; frame++) {
    if (frame === Math.floor(steps.frames / 2)) {
      pane.scrollTop = pane.scrollHeight;
      direction = -1;
      // The jump itself is no scrolling.
      await nextFrame();
      last = await nextFrame();
    }
    pane.scrollTop += direction * steps.pxPerFrame;
    const now = await nextFrame();
    frameMs.push(now - last);
    last = now;
  }
  const sorted = frameMs.sort((a, b) => a - b);
  return {
    frameMsP50: sorted[Math.floor(sorted.length / 2)] ?? 0,
    slowShare: sorted.filter((ms) => ms > 20).length / sorted.length,
    frameMsMax: sorted.at(-1) ?? 0,
  };
}

export const scrollSteps = { pxPerFrame, frames } as const;
