import { expect, test } from "vitest";
import { atOnce, inSlices, type Sliced } from "./time-slices";

/** Keeps the thread busy for a millisecond per step. */
function* busy(steps: number, log?: (step: number) => void): Sliced<string> {
  for (let step = 0; step < steps; step++) {
    const until = performance.now() + 1;
    while (performance.now() < until);
    log?.(step);
    yield;
  }
  return "done";
}

/** How often the event loop turned while the work was done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await work;
  isDone = true;
  return turns;
}

test("long work lets the event loop turn, short work does not wait for it", async () => {
  expect(await turnsDuring(inSlices(busy(100)))).toBeGreaterThanOrEqual(100 / 10);
  expect(atOnce(busy(3))).toBe("done");
  let isNext = false;
  const short = inSlices(busy(0));
  setImmediate(() => {
    isNext = true;
  });
  expect(await short).toBe("done");
  expect(isNext).toBe(false);
});

test("two long works take one slice each in turn, and never two in one turn of the event loop", async () => {
  let turn = 0;
  let isDone = false;
  const count = () => {
    turn += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const turnsOf: Set<number>[] = [new Set(), new Set()];
  await Promise.all(turnsOf.map((turns) => inSlices(busy(60, () => turns.add(turn)))));
  isDone = true;
  // Both begin at once; afterwards they alternate.
  const shared = [...(turnsOf[0] ?? [])].filter((number) => number > 0 && turnsOf[1]?.has(number));
  expect(shared).toEqual([]);
});

test("an error in the work reaches who waits for it", async () => {
  const failing = function* (): Sliced<void> {
    yield;
    throw new Error("It broke.");
  };
  await expect(inSlices(failing())).rejects.toThrow("It broke.");
  expect(await inSlices(busy(20))).toBe("done");
});
