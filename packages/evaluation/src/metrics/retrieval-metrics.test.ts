import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exhaustiveCases, type OracleCase, randomCases, readRetrievalOracle } from "../testing/retrieval-oracle";
import { distinctDocuments } from "./distinct-documents";
import { retrievalMetrics } from "./retrieval-metrics";

const at = (relevance: readonly (number | null)[], k = 5, relevanceThreshold = 0.5) =>
  retrievalMetrics(relevance, { k, relevanceThreshold });

describe("against scikit-learn and trec_eval", () => {
  const cases = readRetrievalOracle();
  const names = ["ndcg", "hitRate", "precision", "reciprocalRank"] as const;

  function differences(some: readonly OracleCase[]): string[] {
    return some.flatMap((oracle) => {
      const ours = at(oracle.relevance, oracle.k);
      return names
        .filter((name) => !(Math.abs((ours[name] ?? Number.NaN) - oracle[name]) <= 1e-12))
        .map(
          (name) => `${name} of ${JSON.stringify(oracle.relevance)} @${oracle.k}: ${ours[name]}, not ${oracle[name]}`,
        );
    });
  }

  test("all four metrics equal theirs to 1e-12 on every one of the 12,776 short lists", () => {
    expect(differences(cases.slice(0, exhaustiveCases))).toEqual([]);
  });

  test("all four metrics equal theirs to 1e-12 on 10,000 random lists of up to 50 documents", () => {
    const random = cases.slice(exhaustiveCases);
    expect(random).toHaveLength(randomCases);
    expect(Math.max(...random.map(({ relevance }) => relevance.length))).toBe(50);
    expect(differences(random)).toEqual([]);
  });

  test("the values compared with are those of linear gain, without averages over ties", () => {
    const found = cases.find(({ relevance, k }) => relevance.join() === "0.5,0,1" && k === 5);
    expect(found?.ndcg).toBeCloseTo(0.7602, 4);
    expect(cases.find(({ relevance, k }) => relevance.join() === "1,0,1" && k === 5)?.ndcg).toBeCloseTo(0.9197, 4);
  });
});

describe("worked values", () => {
  test.each([
    [[1, 0, 1], 5, 0.9197],
    [[0, 1, 1], 5, 0.6934],
    [[1 / 3, 2 / 3, 1], 5, 0.79],
    [[0.5, 0, 1], 5, 0.7602],
    [[1 / 3, 0, 1], 2, 0.275],
    [[1, 0, 0, 0, 0], 5, 1],
  ])("nDCG of %j at %i is %d", (relevance, k, expected) => {
    expect(at(relevance, k).ndcg).toBeCloseTo(expected, 3);
  });

  test("precision divides by K even where fewer documents came back", () => {
    expect(at([1, 0, 1])).toMatchObject({ precision: 0.4, reciprocalRank: 1, hitRate: 1, fewerThanK: true, n: 3 });
  });

  test("reciprocal rank looks at the whole list, hit rate at the first K", () => {
    expect(at([0, 0, 0, 1], 3)).toMatchObject({ hitRate: 0, reciprocalRank: 0.25 });
  });
});

describe("edge cases", () => {
  test("no document is not applicable, for all four", () => {
    expect(at([])).toMatchObject({ ndcg: null, hitRate: null, precision: null, reciprocalRank: null, n: 0 });
  });

  test("nothing relevant is 0 for all four", () => {
    expect(at([0, 0])).toMatchObject({ ndcg: 0, hitRate: 0, precision: 0, reciprocalRank: 0 });
  });

  test("one document is 1 or 0", () => {
    expect(at([1], 1)).toMatchObject({ ndcg: 1, hitRate: 1, precision: 1, reciprocalRank: 1 });
    expect(at([0], 1).ndcg).toBe(0);
  });

  test("a hole after a hit leaves hit and reciprocal rank certain, and the others unknown", () => {
    expect(at([1, null])).toMatchObject({ ndcg: null, hitRate: 1, precision: null, reciprocalRank: 1, holes: 1 });
  });

  test("a hole before the first hit leaves the reciprocal rank unknown", () => {
    expect(at([null, 1])).toMatchObject({ hitRate: 1, reciprocalRank: null });
  });

  test("a hole and no hit leaves everything unknown", () => {
    expect(at([0, null])).toMatchObject({ ndcg: null, hitRate: null, precision: null, reciprocalRank: null });
  });

  test("a hole below K does not touch precision, but the ideal needs it", () => {
    expect(at([1, 0, null], 2)).toMatchObject({ precision: 0.5, ndcg: null });
  });

  test("grades outside 0 to 1 and K below 1 are refused", () => {
    for (const relevance of [[-0.1], [1.1], [Number.NaN]]) expect(() => at(relevance)).toThrow(RangeError);
    for (const k of [0, -1, 1.5]) expect(() => at([1], k)).toThrow(RangeError);
  });

  test("the threshold decides what is relevant and leaves nDCG alone", () => {
    const grades = [1 / 3, 2 / 3];
    expect(at(grades, 2, 0.3).precision).toBe(1);
    expect(at(grades, 2, 0.5).precision).toBe(0.5);
    expect(at(grades, 2, 0.3).ndcg).toBe(at(grades, 2, 0.5).ndcg);
  });
});

describe("laws", () => {
  const lists = fc.array(fc.constantFrom(0, 1 / 3, 2 / 3, 1), { minLength: 1, maxLength: 50 });
  const ks = fc.integer({ min: 1, max: 12 });

  test("every value lies in 0 to 1", () => {
    fc.assert(
      fc.property(lists, ks, (list, k) => {
        const { ndcg, hitRate, precision, reciprocalRank } = at(list, k);
        for (const value of [ndcg, hitRate, precision, reciprocalRank]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("nDCG is 1 exactly when the first K are in the best possible order", () => {
    fc.assert(
      fc.property(lists, ks, (list, k) => {
        const best = list.toSorted((a, b) => b - a);
        const isIdeal = list.slice(0, k).every((grade, index) => grade === best[index]);
        fc.pre(list.some((grade) => grade > 0));
        expect(Math.abs((at(list, k).ndcg ?? 0) - 1) < 1e-12).toBe(isIdeal);
      }),
    );
  });

  test("moving a better document up never lowers nDCG", () => {
    fc.assert(
      fc.property(lists, ks, fc.nat(), (list, k, seed) => {
        fc.pre(list.length > 1);
        const place = seed % (list.length - 1);
        const [upper = 0, lower = 0] = list.slice(place, place + 2);
        fc.pre(lower > upper);
        const swapped = list.with(place, lower).with(place + 1, upper);
        expect(at(swapped, k).ndcg ?? 0).toBeGreaterThanOrEqual((at(list, k).ndcg ?? 0) - 1e-12);
      }),
    );
  });

  test("nDCG knows no scale: halving every grade changes nothing", () => {
    fc.assert(
      fc.property(lists, ks, (list, k) => {
        const halved = list.map((grade) => grade / 2);
        expect(at(halved, k).ndcg).toBeCloseTo(at(list, k).ndcg ?? 0, 12);
      }),
    );
  });

  test("irrelevant documents at the end change neither reciprocal rank nor hit rate", () => {
    fc.assert(
      fc.property(lists, ks, fc.integer({ min: 1, max: 9 }), (list, k, more) => {
        const longer = [...list, ...Array.from({ length: more }, () => 0)];
        expect(at(longer, k).reciprocalRank).toBe(at(list, k).reciprocalRank);
        expect(at(longer, k).hitRate).toBe(at(list, k).hitRate);
      }),
    );
  });

  test("precision does not rise when a relevant document becomes irrelevant", () => {
    fc.assert(
      fc.property(lists, ks, fc.nat(), (list, k, seed) => {
        const worse = list.with(seed % list.length, 0);
        expect(at(worse, k).precision ?? 0).toBeLessThanOrEqual(at(list, k).precision ?? 0);
      }),
    );
  });
});

test("a chunk that was retrieved twice counts once, at its first rank", () => {
  expect(distinctDocuments(["a", "b", " a\n", "c", "b"])).toEqual([
    { id: 1, text: "a", ranks: [1, 3] },
    { id: 2, text: "b", ranks: [2, 5] },
    { id: 4, text: "c", ranks: [4] },
  ]);
});
