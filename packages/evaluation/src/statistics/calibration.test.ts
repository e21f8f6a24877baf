import { seededRandom } from "@plumbline/fixtures/random";
import { describe, expect, test } from "vitest";
import { cohensKappa, kappaWithInterval } from "./cohens-kappa";
import { agreement, confusionMatrix } from "./confusion-matrix";
import { correctedMean, roganGladen } from "./corrected-mean";
import { type BinaryConfusion, binaryConfusion, judgeAccuracy } from "./judge-accuracy";

const matrix = (counts: readonly (readonly number[])[]) => ({
  counts,
  n: counts.flat().reduce((sum, count) => sum + count, 0),
});

describe("the confusion matrix", () => {
  test("keeps the metric's order of labels, and shows labels that nobody expected", () => {
    const found = confusionMatrix(
      [
        { human: "incorrect", judge: "correct", count: 2 },
        { human: "correct", judge: "correct", count: 5 },
        { human: "correct", judge: "odd", count: 1 },
        { human: "correct", judge: "correct", count: 1 },
      ],
      ["correct", "partially_correct", "incorrect"],
    );
    expect(found.labels).toEqual(["correct", "partially_correct", "incorrect", "odd"]);
    expect(found.counts).toEqual([
      [6, 0, 0, 1],
      [0, 0, 0, 0],
      [2, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(found.n).toBe(9);
    expect(agreement(found)).toBeCloseTo(6 / 9, 12);
  });

  test("of nothing has no agreement", () => {
    expect(agreement(confusionMatrix([], ["a", "b"]))).toBeNull();
  });
});

describe("Cohen's kappa", () => {
  test("has the value of the usual example: 0.4 for 20, 5, 10, 15", () => {
    expect(
      cohensKappa(
        matrix([
          [20, 5],
          [10, 15],
        ]),
      ),
    ).toBeCloseTo(0.4, 12);
  });

  test("is 1 for full agreement, 0 for chance, -1 for full contradiction", () => {
    expect(
      cohensKappa(
        matrix([
          [10, 0],
          [0, 30],
        ]),
      ),
    ).toBe(1);
    expect(
      cohensKappa(
        matrix([
          [10, 10],
          [10, 10],
        ]),
      ),
    ).toBe(0);
    expect(
      cohensKappa(
        matrix([
          [0, 20],
          [20, 0],
        ]),
      ),
    ).toBe(-1);
  });

  test("does not exist where both chose one label for everything", () => {
    expect(
      cohensKappa(
        matrix([
          [40, 0],
          [0, 0],
        ]),
      ),
    ).toBeNull();
    expect(
      kappaWithInterval(
        matrix([
          [40, 0],
          [0, 0],
        ]),
      ),
    ).toEqual({ kind: "undefined", n: 40 });
  });

  test("is not shown below 30 labels; how many are missing is", () => {
    expect(
      kappaWithInterval(
        matrix([
          [20, 0],
          [0, 9],
        ]),
      ),
    ).toEqual({ kind: "not_enough_labels", n: 29, missing: 1 });
    expect(
      kappaWithInterval(
        matrix([
          [20, 0],
          [0, 10],
        ]),
      ).kind,
    ).toBe("kappa");
  });

  test("lies in its interval, the same at every call, and is read by the convention", () => {
    const found = kappaWithInterval(
      matrix([
        [40, 10],
        [20, 30],
      ]),
    );
    expect(found).toEqual(
      kappaWithInterval(
        matrix([
          [40, 10],
          [20, 30],
        ]),
      ),
    );
    if (found.kind !== "kappa") throw new Error("A hundred labels are enough.");
    expect(found.reading).toBe("weak");
    expect(found.interval.low).toBeLessThan(found.kappa);
    expect(found.interval.high).toBeGreaterThan(found.kappa);
    expect(found.interval.high - found.interval.low).toBeLessThan(0.4);
    expect(
      kappaWithInterval(
        matrix([
          [20, 20],
          [20, 20],
        ]),
      ),
    ).toMatchObject({ reading: "not for decisions" });
    expect(
      kappaWithInterval(
        matrix([
          [45, 5],
          [5, 45],
        ]),
      ),
    ).toMatchObject({ reading: "usable" });
  });

  test("its interval holds the true kappa in 90 % of cases or more from 50 labels on", () => {
    const random = seededRandom(21);
    const repetitions = 120;
    // Half good; the judge is right for 85 % of either kind: agreement 0.85, expected 0.5, kappa 0.7.
    let held = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const counts = [
        [0, 0],
        [0, 0],
      ] as [[number, number], [number, number]];
      for (let label = 0; label < 50; label++) {
        const human = random() < 0.5 ? 0 : 1;
        counts[human][random() < 0.85 ? human : human === 0 ? 1 : 0] += 1;
      }
      const found = kappaWithInterval(matrix(counts));
      if (found.kind === "kappa" && found.interval.low <= 0.7 && 0.7 <= found.interval.high) held += 1;
    }
    expect(held / repetitions).toBeGreaterThanOrEqual(0.9);
  });
});

describe("sensitivity and specificity", () => {
  test("read a score as good from the threshold on, by person and judge alike", () => {
    const confusion = binaryConfusion(
      [
        { human: 1, judge: 1, count: 18 },
        { human: 0.5, judge: 0, count: 2 },
        { human: 0, judge: 0, count: 17 },
        { human: 0, judge: 0.5, count: 3 },
      ],
      0.5,
    );
    expect(confusion).toEqual({ truePositives: 18, falseNegatives: 2, trueNegatives: 17, falsePositives: 3 });
    const { sensitivity, specificity } = judgeAccuracy(confusion);
    expect(sensitivity).toMatchObject({ value: 0.9, n: 20 });
    expect(specificity).toMatchObject({ value: 0.85, n: 20 });
    expect(sensitivity?.low).toBeCloseTo(0.699, 3);
  });

  test("do not exist without a trace of their kind", () => {
    const { sensitivity, specificity } = judgeAccuracy(binaryConfusion([{ human: 1, judge: 1, count: 9 }], 0.5));
    expect(sensitivity?.value).toBe(1);
    expect(specificity).toBeNull();
  });
});

describe("the corrected mean", () => {
  const confusionOf = (
    positives: number,
    sensitivity: number,
    negatives: number,
    specificity: number,
  ): BinaryConfusion => ({
    truePositives: Math.round(positives * sensitivity),
    falseNegatives: positives - Math.round(positives * sensitivity),
    trueNegatives: Math.round(negatives * specificity),
    falsePositives: negatives - Math.round(negatives * specificity),
  });

  test.each([
    [0.8, 0.9, 0.85, 0.867],
    [0.6, 0.85, 0.8, 0.615],
  ])("of %d at sensitivity %d and specificity %d is %d", (share, sensitivity, specificity, expected) => {
    expect(roganGladen(share, sensitivity, specificity)).toBeCloseTo(expected, 3);
    const found = correctedMean({ n: 1000, good: share * 1000 }, confusionOf(100, sensitivity, 100, specificity));
    expect(found).toMatchObject({ kind: "corrected", raw: share, labels: 200 });
    if (found.kind !== "corrected") throw new Error("Two hundred labels are enough.");
    expect(found.mean).toBeCloseTo(expected, 3);
    expect(found.low).toBeLessThan(found.mean);
    expect(found.high).toBeGreaterThan(found.mean);
  });

  test.each([
    {
      n: 10_000,
      share: 0.5,
      positives: 5_000,
      sensitivity: 0.9,
      negatives: 5_000,
      specificity: 0.9,
      low: 0.4857088,
      high: 0.5142912,
    },
    {
      n: 1_000,
      share: 0.8,
      positives: 100,
      sensitivity: 0.9,
      negatives: 100,
      specificity: 0.85,
      low: 0.7982015,
      high: 0.9581358,
    },
  ])("has the interval of the published formula: $low to $high", (given) => {
    const confusion = confusionOf(given.positives, given.sensitivity, given.negatives, given.specificity);
    const found = correctedMean({ n: given.n, good: given.n * given.share }, confusion);
    if (found.kind !== "corrected") throw new Error("These are enough labels.");
    expect(found.low).toBeCloseTo(given.low, 6);
    expect(found.high).toBeCloseTo(given.high, 6);
  });

  test("stays within 0 and 1 where the judge's errors explain more than all", () => {
    expect(roganGladen(0.05, 0.9, 0.85)).toBe(0);
    expect(roganGladen(0.99, 0.9, 0.85)).toBe(1);
  });

  test("needs 50 labels, some of either kind", () => {
    expect(correctedMean({ n: 100, good: 80 }, confusionOf(30, 0.9, 19, 0.9))).toEqual({
      kind: "not_enough_labels",
      labels: 49,
      missing: 1,
    });
    expect(correctedMean({ n: 100, good: 80 }, confusionOf(60, 0.9, 0, 1)).kind).toBe("not_enough_labels");
  });

  test("is refused for a judge that is little better than a coin", () => {
    expect(correctedMean({ n: 100, good: 60 }, confusionOf(50, 0.6, 50, 0.6))).toEqual({
      kind: "judge_too_weak",
      sensitivityPlusSpecificity: 1.2,
    });
    expect(correctedMean({ n: 100, good: 60 }, confusionOf(50, 0.62, 50, 0.6)).kind).toBe("corrected");
  });

  /** A judge that errs at known rates judges traces of known truth; some of them get a human label. */
  function noisyJudge(
    random: () => number,
    given: { truth: number; sensitivity: number; specificity: number; labels: number },
  ) {
    const traces = 600;
    const confusion = { truePositives: 0, falseNegatives: 0, trueNegatives: 0, falsePositives: 0 };
    let good = 0;
    for (let trace = 0; trace < traces + given.labels; trace++) {
      const isGood = random() < given.truth;
      const isJudgedGood = isGood ? random() < given.sensitivity : random() >= given.specificity;
      if (trace < traces) good += isJudgedGood ? 1 : 0;
      else if (isGood) confusion[isJudgedGood ? "truePositives" : "falseNegatives"] += 1;
      else confusion[isJudgedGood ? "falsePositives" : "trueNegatives"] += 1;
    }
    return { judged: { n: traces, good }, confusion };
  }

  test.each([
    { truth: 0.8, sensitivity: 0.9, specificity: 0.85, labels: 60 },
    { truth: 0.8, sensitivity: 0.9, specificity: 0.85, labels: 200 },
    { truth: 0.6, sensitivity: 0.85, specificity: 0.8, labels: 100 },
    { truth: 0.4, sensitivity: 0.75, specificity: 0.8, labels: 100 },
  ])(
    "recovers $truth from a judge with $sensitivity and $specificity and $labels labels in 93 % of cases or more",
    (given) => {
      const random = seededRandom(given.labels);
      const repetitions = 1_000;
      let held = 0;
      let shown = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const { judged, confusion } = noisyJudge(random, given);
        const found = correctedMean(judged, confusion);
        if (found.kind !== "corrected") continue;
        shown += 1;
        if (found.low <= given.truth && given.truth <= found.high) held += 1;
      }
      expect(shown).toBeGreaterThan(0.9 * repetitions);
      expect(held / shown).toBeGreaterThanOrEqual(0.93);
    },
  );

  test("the judge's own errors are recovered from a thousand labels", () => {
    const { confusion } = noisyJudge(seededRandom(8), {
      truth: 0.7,
      sensitivity: 0.9,
      specificity: 0.8,
      labels: 1_000,
    });
    const { sensitivity, specificity } = judgeAccuracy(confusion);
    expect(sensitivity?.low).toBeLessThan(0.9);
    expect(sensitivity?.high).toBeGreaterThan(0.9);
    expect(specificity?.low).toBeLessThan(0.8);
    expect(specificity?.high).toBeGreaterThan(0.8);
  });
});
