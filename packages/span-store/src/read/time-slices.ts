import { setImmediate } from "node:timers/promises";

/** Work that may be interrupted at each `yield`; between two of them should lie no more than a few milliseconds. */
export type Sliced<Result> = Generator<undefined, Result, undefined>;

/** Other requests wait no longer than this for one slice, and a turn of the event loop costs little beside it. */
const sliceMsMax = 8;

let lastTurn: Promise<void> = Promise.resolve();

/** Works in slices and lets the event loop turn between them, so that other requests are served meanwhile. */
export async function inSlices<Result>(work: Sliced<Result>): Promise<Result> {
  for (;;) {
    const until = performance.now() + sliceMsMax;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (performance.now() < until);
    await nextTurn();
  }
}

/** One turn per caller: all that wait for `setImmediate` itself run in the same turn, one slice after the other. */
export function nextTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => setImmediate());
  return lastTurn;
}

/** The same without a break, for what is short. */
export function atOnce<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
