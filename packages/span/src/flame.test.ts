import fc from "fast-check";
import { expect, test } from "vitest";
import { type FlameRow, flameFrames } from "./flame";

function row(name: string, startUs: number, endUs: number, status: FlameRow["status"] = "unset"): FlameRow {
  return { name, kind: "CHAIN", status, startUs, endUs };
}

test("a frame is as wide as its duration is long", () => {
  const frames = flameFrames(
    [row("root", 0, 100), row("a", 0, 50), row("b", 60, 85)],
    { parent: Int32Array.of(-1, 0, 0) },
    "spans",
  );
  expect(frames).toMatchObject([
    { from: 0, to: 1, level: 0, isParallel: false },
    { from: 0, to: 0.5, level: 1, parent: 0, totalUs: 50 },
    { from: 0.5, to: 0.75, level: 1, parent: 0 },
  ]);
});

test("children that ran beside each other share the width of their parent, and it says so", () => {
  const frames = flameFrames(
    [row("root", 0, 100), row("a", 0, 100), row("b", 0, 100)],
    { parent: Int32Array.of(-1, 0, 0) },
    "spans",
  );
  expect(frames.map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [0, 0.5],
    [0.5, 1],
  ]);
  expect(frames[0]?.isParallel).toBe(true);
});

test("merged, spans of one name on one way are one frame with their failures, the longest first", () => {
  const rows = [row("root", 0, 100), row("a", 0, 10), row("b", 10, 50), row("x", 20, 40), row("a", 50, 60, "error")];
  const frames = flameFrames(rows, { parent: Int32Array.of(-1, 0, 0, 2, 0) }, "merged");
  expect(frames.map(({ name, spans, errors, from }) => ({ name, spans, errors, from }))).toEqual([
    { name: "root", spans: [0], errors: 0, from: 0 },
    { name: "a", spans: [1, 4], errors: 1, from: 0.4 },
    { name: "b", spans: [2], errors: 0, from: 0 },
    { name: "x", spans: [3], errors: 0, from: 0 },
  ]);
});

test("a chain of 50,000 spans has as many levels", () => {
  const rows = Array.from({ length: 50_000 }, () => row("deep", 0, 10));
  const frames = flameFrames(rows, { parent: Int32Array.from({ length: 50_000 }, (_, index) => index - 1) }, "merged");
  expect(frames.at(-1)?.level).toBe(49_999);
});

test("every span stands in one frame, and no frame reaches out of the one above", () => {
  const anyRow = fc.record({
    parent: fc.nat(),
    name: fc.constantFrom("a", "b"),
    start: fc.nat(100),
    length: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 40 }), fc.constantFrom("spans", "merged"), (parts, mode) => {
      const rows = parts.map(({ name, start, length }) => row(name, start, start + length));
      const parent = Int32Array.from(parts, (part, index) => (index === 0 ? -1 : (part.parent % (index + 1)) - 1));
      const frames = flameFrames(rows, { parent }, mode as "spans");
      expect(frames.flatMap(({ spans }) => spans).sort((a, b) => a - b)).toEqual(rows.map((_, index) => index));
      for (const frame of frames) {
        const above = frames[frame.parent];
        if (above === undefined) continue;
        expect(frame.from).toBeGreaterThanOrEqual(above.from - 1e-9);
        expect(frame.to).toBeLessThanOrEqual(above.to + 1e-9);
      }
    }),
  );
});
