import { seededRandom } from "@plumbline/fixtures/random";
import { describe, expect, test } from "vitest";
import { meanInterval } from "./mean-interval";
import { countScores } from "./score-counts";

/**
 * How often an interval that says 95 % holds the true mean, by simulation. Each repetition draws a quality first, so that a
 * figure speaks for a range of true means: at single ones Wilson's coverage jumps with n, because yes-or-no scores have few
 * possible means.
 */
interface Family {
  readonly name: string;
  /** Draws a distribution: its true mean, and scores from it. */
  readonly distribution: (random: () => number) => { readonly mean: number; readonly draw: () => number };
}

const between = (random: () => number, low: number, high: number) => low + (high - low) * random();

/** `share` of scores from one range, the rest from another; a range of one number is that number. */
function mixture(
  random: () => number,
  share: number,
  most: readonly [number, number],
  rest: readonly [number, number],
) {
  const middle = ([low, high]: readonly [number, number]) => (low + high) / 2;
  return {
    mean: share * middle(most) + (1 - share) * middle(rest),
    draw: () => (random() < share ? between(random, ...most) : between(random, ...rest)),
  };
}

const families: readonly Family[] = [
  {
    name: "yes-or-no scores",
    distribution: (random) => mixture(random, between(random, 0.5, 0.98), [1, 1], [0, 0]),
  },
  {
    name: "correct, partially correct, incorrect",
    distribution(random) {
      const [right, half] = [between(random, 0.4, 0.9), between(random, 0, 0.1)];
      const draw = () => {
        const place = random();
        return place < right ? 1 : place < right + half ? 0.5 : 0;
      };
      return { mean: right + half / 2, draw };
    },
  },
  { name: "even scores", distribution: (random) => mixture(random, 1, [0, between(random, 0.5, 1)], [0, 0]) },
  {
    name: "supported claims ÷ claims",
    distribution(random) {
      const quality = between(random, 0.6, 0.97);
      const draw = () => {
        const claims = 2 + Math.floor(random() * 6);
        return (
          Array.from({ length: claims }, () => (random() < quality ? 1 : 0) as number).reduce((a, b) => a + b) / claims
        );
      };
      return { mean: quality, draw };
    },
  },
  {
    name: "mostly 1, some lower (nDCG of good retrieval)",
    distribution: (random) => mixture(random, between(random, 0.7, 0.95), [1, 1], [0, 1]),
  },
  {
    name: "near 1, and a 0 now and then",
    distribution: (random) => mixture(random, between(random, 0.9, 0.98), [0.9, 1], [0, 0]),
  },
  { name: "all within 0.1", distribution: (random) => mixture(random, 1, [0.85, 0.95], [0, 0]) },
];

function coverage({ distribution }: Family, n: number, repetitions: number): number {
  const random = seededRandom(1_000 + n);
  let held = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const { mean, draw } = distribution(random);
    const interval = meanInterval(countScores(Array.from({ length: n }, draw)));
    if (interval !== null && interval.low <= mean && mean <= interval.high) held += 1;
  }
  return held / repetitions;
}

describe.each(families)("$name", (family) => {
  test.each([
    { n: 10, repetitions: 2_000 },
    { n: 20, repetitions: 2_000 },
    { n: 30, repetitions: 400 },
    { n: 100, repetitions: 250 },
    { n: 400, repetitions: 500 },
  ])("the interval of $n scores holds the true mean in 93 % of cases or more", ({ n, repetitions }) => {
    expect(coverage(family, n, repetitions)).toBeGreaterThanOrEqual(0.93);
  });
});
