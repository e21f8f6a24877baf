import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { expect, test } from "vitest";
import { turnsOf } from "./turns";

function trace(second: number, durationMs: number) {
  return { startTime: new Date(second * 1000).toISOString(), durationMs } as TraceItem;
}

test("the gap is counted from the end of everything before, and negative where turns overlap", () => {
  const turns = turnsOf([trace(0, 1_000), trace(5, 60_000), trace(6, 1_000), trace(70, 1_000)]);
  expect(turns.map((turn) => turn.number)).toEqual([1, 2, 3, 4]);
  expect(turns.map((turn) => turn.gapMs)).toEqual([undefined, 4_000, -59_000, 5_000]);
});
