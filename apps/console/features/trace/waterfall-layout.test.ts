import { describe, expect, test } from "vitest";
import { criticalPathLine, guidesPath, placeBar } from "./waterfall-layout";

const window = { fromUs: 0, toUs: 1000 };

describe("a bar", () => {
  test("stands at its share of the window with its label behind it", () => {
    expect(placeBar(window, 250, 500, 6, 400)).toEqual({
      left: 0.25,
      width: 0.25,
      label: { side: "after", inset: 0.5 },
      isOutside: false,
    });
  });
  test("at the right edge has its label before it, and inside when it fills the line", () => {
    expect(placeBar(window, 900, 1000, 6, 400).label.side).toBe("before");
    expect(placeBar(window, 0, 1000, 6, 400).label).toEqual({ side: "inside", inset: 0 });
  });
  test("is cut at the zoomed window and says when it is outside", () => {
    expect(placeBar(window, -500, 500, 6, 400)).toMatchObject({ left: 0, width: 0.5, isOutside: false });
    expect(placeBar(window, 2000, 3000, 6, 400)).toMatchObject({ left: 1, width: 0, isOutside: true });
  });
  test("that ends before it starts has no negative width", () => {
    expect(placeBar(window, 500, 400, 6, 400).width).toBe(0);
  });
});

describe("the line of the critical path", () => {
  const view = { firstRow: 0, lastRow: 10, rowPx: 26, widthPx: 100 };
  test("steps from bar to bar at the moment of handover", () => {
    const line = criticalPathLine(
      [
        { row: 0, fromUs: 0, toUs: 100 },
        { row: 1, fromUs: 100, toUs: 600 },
        { row: 3, fromUs: 600, toUs: 1000 },
      ],
      window,
      view,
    );
    expect(line).toBe("M0 20.5L10 20.5L10 20.5L10 46.5L60 46.5L60 46.5L60 98.5L100 98.5");
  });
  test("leaves out a parent's breath between two children", () => {
    const stretches = [
      { row: 1, fromUs: 0, toUs: 500 },
      { row: 0, fromUs: 500, toUs: 502 },
      { row: 2, fromUs: 502, toUs: 1000 },
    ];
    expect(criticalPathLine(stretches, window, view)).not.toContain(" 20.5");
  });
  test("draws only what the rows in view need, whatever the size of the trace", () => {
    const stretches = Array.from({ length: 50_000 }, (_, row) => ({ row, fromUs: row, toUs: row + 1 }));
    const line = criticalPathLine(
      stretches,
      { fromUs: 24_000, toUs: 24_100 },
      { ...view, firstRow: 24_010, lastRow: 24_050 },
    );
    expect(line.split("L").length).toBeLessThan(200);
    expect(line.startsWith("M")).toBe(true);
  });
});

test("guides pass a row, branch to it, end at it or are gone", () => {
  expect(guidesPath(["line", "gone", "tee"])).toBe("M20.5 0V26M48.5 0V26M48.5 12.5h8");
  expect(guidesPath(["end"])).toBe("M20.5 0V12.5M20.5 12.5h8");
});
