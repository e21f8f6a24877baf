import { createHash } from "node:crypto";
import { seededRandom } from "@plumbline/fixtures/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSampled } from "./probability-policy";
import { samplingHash } from "./sampling-hash";
import { addToWindow, mergePicks, type WindowPick, windowOf } from "./window-policy";

/** Ids as exporters make them: random, or counting up, which a poor hash would sample unevenly. */
const countingId = (number: number) => number.toString(16).padStart(32, "0");

describe("the sampling hash", () => {
  test("is the first 53 bits of SHA-256 over salt, NUL and trace id", () => {
    const hex = createHash("sha256").update("salt\u0000").update(countingId(7)).digest("hex");
    expect(samplingHash("salt", countingId(7))).toBe(Number(BigInt(`0x${hex.slice(0, 16)}`) >> 11n) / 2 ** 53);
  });

  test("keeps salt and id apart", () => {
    expect(samplingHash("a", "bc")).not.toBe(samplingHash("ab", "c"));
  });

  test("lies in 0 to 1 and is the same at every call", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (salt, traceId) => {
        const hash = samplingHash(salt, traceId);
        expect(hash).toBeGreaterThanOrEqual(0);
        expect(hash).toBeLessThan(1);
        expect(samplingHash(salt, traceId)).toBe(hash);
      }),
    );
  });
});

describe("probability policy", () => {
  const ids = 200_000;
  const hashes = Float64Array.from({ length: ids }, (_, number) => samplingHash("task-1", countingId(number)));

  test("5 % of 200,000 traces is 5 % within three standard deviations", () => {
    const taken = hashes.filter((hash) => hash < 0.05).length;
    const sigma = Math.sqrt(ids * 0.05 * 0.95);
    expect(Math.abs(taken - ids * 0.05)).toBeLessThan(3 * sigma);
  });

  test("twenty equal parts of the line hold equally many traces (chi-square, 19 degrees of freedom, p > 0.01)", () => {
    const parts = Array<number>(20).fill(0);
    for (const hash of hashes) parts[Math.floor(hash * 20)] = (parts[Math.floor(hash * 20)] ?? 0) + 1;
    const expected = ids / 20;
    const chiSquare = parts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(36.191);
  });

  test("what is taken at a percentage is taken at every higher one", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(100), fc.nat(100), (salt, traceId, a, b) => {
        const [lower, higher] = a < b ? [a, b] : [b, a];
        if (isSampled(salt, traceId, lower)) expect(isSampled(salt, traceId, higher)).toBe(true);
      }),
    );
  });

  test("two tasks choose independently: half of a half", () => {
    const some = 20_000;
    let both = 0;
    for (let number = 0; number < some; number++) {
      const id = countingId(number);
      if (isSampled("task-1", id, 50) && isSampled("task-2", id, 50)) both += 1;
    }
    expect(Math.abs(both - some / 4)).toBeLessThan(3 * Math.sqrt(some * 0.25 * 0.75));
  });

  test("0 % takes none, 100 % all, and nothing else is a percentage", () => {
    for (let number = 0; number < 1_000; number++) {
      expect(isSampled("s", countingId(number), 0)).toBe(false);
      expect(isSampled("s", countingId(number), 100)).toBe(true);
    }
    for (const percent of [-1, 101, Number.NaN]) expect(() => isSampled("s", "t", percent)).toThrow(RangeError);
  });
});

describe("time-window policy", () => {
  const sampling = { samplingStartMs: Date.UTC(2026, 0, 1, 10, 2), everyMinutes: 5 };

  test("windows count from the sampling start, and a trace on an edge belongs to the later one", () => {
    const { samplingStartMs } = sampling;
    expect(windowOf(samplingStartMs - 1, sampling)).toBeNull();
    expect(windowOf(samplingStartMs, sampling)?.index).toBe(0);
    expect(windowOf(samplingStartMs + 5 * 60_000 - 1, sampling)?.index).toBe(0);
    expect(windowOf(samplingStartMs + 5 * 60_000, sampling)).toEqual({
      index: 1,
      startMs: samplingStartMs + 5 * 60_000,
      endMs: samplingStartMs + 10 * 60_000,
    });
  });

  test("a window is whole minutes from 1", () => {
    for (const everyMinutes of [0, -5, 1.5, Number.NaN]) {
      expect(() => windowOf(Date.now(), { ...sampling, everyMinutes })).toThrow(RangeError);
    }
  });

  test("the pick and the population are the same in every order of arrival and however the traces were shared out", () => {
    const pickOf = (ids: readonly string[]) =>
      ids.reduce<WindowPick | undefined>((pick, id) => addToWindow(pick, "salt", id), undefined);
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 40 }), fc.nat(), (ids, cut) => {
        const whole = pickOf(ids);
        expect(pickOf(ids.toReversed())).toEqual(whole);
        expect(whole?.population).toBe(ids.length);
        const place = 1 + (cut % (ids.length - 1));
        const second = pickOf(ids.slice(place));
        expect(second && mergePicks(pickOf(ids.slice(0, place)), second)).toEqual(whole);
      }),
    );
  });

  test("each place in a window has the same chance", () => {
    const places = Array<number>(10).fill(0);
    const windows = 4_000;
    const random = seededRandom(5);
    for (let window = 0; window < windows; window++) {
      const ids = Array.from({ length: 10 }, () => `${random()}`);
      const pick = ids.reduce<WindowPick | undefined>((best, id) => addToWindow(best, "salt", id), undefined);
      const place = ids.indexOf(pick?.traceId ?? "");
      places[place] = (places[place] ?? 0) + 1;
    }
    const chiSquare = places.reduce((sum, count) => sum + (count - windows / 10) ** 2 / (windows / 10), 0);
    expect(chiSquare).toBeLessThan(21.666);
  });
});
