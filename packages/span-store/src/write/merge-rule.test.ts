import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, newestVersions, type SpanVersion } from "./merge-rule";
import { betterPreview } from "./trace-previews";

const version: fc.Arbitrary<SpanVersion> = fc.record({
  spanId: fc.constantFrom("a", "b"),
  startUs: fc.integer({ min: 0, max: 2 }),
  startNs: fc.integer({ min: 0, max: 1 }),
  durationNs: fc.option(fc.integer({ min: 0, max: 2_001 })),
  attributeCount: fc.integer({ min: 0, max: 2 }),
  hashHigh: fc.integer({ min: -1, max: 1 }),
  hashLow: fc.integer({ min: -1, max: 1 }),
});
const versions = fc.array(version, { maxLength: 8 });

const contentOf = ({ startUs, startNs, durationNs, ...rest }: SpanVersion) => ({
  ...rest,
  end: durationNs === null ? null : startUs * 1000 + startNs + durationNs,
});

test("the merge rule is commutative, associative and idempotent", () => {
  const merge = (a: readonly SpanVersion[], b: readonly SpanVersion[]) =>
    [...newestVersions([...a, ...b])].map(contentOf).sort((x, y) => (x.spanId < y.spanId ? -1 : 1));
  fc.assert(
    fc.property(versions, versions, versions, (a, b, c) => {
      expect(merge(a, b)).toEqual(merge(b, a));
      expect(merge(newestVersions([...a, ...b]), c)).toEqual(merge(a, newestVersions([...b, ...c])));
      expect(merge(a, a)).toEqual(merge(a, []));
    }),
  );
});

test("ended beats running, then the later end, more attributes, the larger hash", () => {
  const base = { spanId: "a", startUs: 1, startNs: 0, durationNs: 5, attributeCount: 1, hashHigh: 0, hashLow: 0 };
  const ascending: SpanVersion[] = [
    { ...base, durationNs: null, attributeCount: 99 },
    base,
    { ...base, hashLow: 1 },
    { ...base, hashLow: -1 },
    { ...base, hashHigh: 1 },
    { ...base, attributeCount: 2 },
    { ...base, durationNs: 6 },
    { ...base, startUs: 2 },
  ];
  for (const [index, better] of ascending.entries()) {
    expect(compareVersions(better, better)).toBe(0);
    for (const worse of ascending.slice(0, index)) {
      expect(compareVersions(better, worse)).toBeGreaterThan(0);
      expect(compareVersions(worse, better)).toBeLessThan(0);
    }
  }
});

test("previews merge to the same one in every order", () => {
  const ranked = fc.option(fc.record({ rank: fc.integer({ min: 0, max: 2 }), text: fc.constantFrom("a", "b", "c") }));
  fc.assert(
    fc.property(ranked, ranked, ranked, (a, b, c) => {
      expect(betterPreview(a, b)).toEqual(betterPreview(b, a));
      expect(betterPreview(betterPreview(a, b), c)).toEqual(betterPreview(a, betterPreview(b, c)));
      expect(betterPreview(a, a)).toEqual(a);
    }),
  );
});
