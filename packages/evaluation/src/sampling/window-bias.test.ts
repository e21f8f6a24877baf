import { seededRandom } from "@plumbline/fixtures/random";
import { expect, test } from "vitest";
import { trafficWeightedMean } from "../statistics/traffic-weighted-mean";
import { addToWindow, type WindowPick, windowOf } from "./window-policy";

const everyMinutes = 5;
const days = 7;
const windows = (days * 24 * 60) / everyMinutes;
const samplingStartMs = Date.UTC(2026, 0, 5);
const calmTraces = 2;
const burstFactor = 12;
const repetitions = 25;

interface Week {
  readonly truth: number;
  readonly plain: number;
  readonly weighted: number;
  readonly isHeld: boolean;
}

/**
 * Seven days, one trace per five minutes; a tenth of the windows has twelve times the traffic and answers 60 % well instead
 * of 95 %. What the sample says, against what was true of that week's whole traffic.
 */
function simulateWeek(random: () => number): Week {
  const picks = new Map<number, WindowPick>();
  const scores = new Map<string, number>();
  let sum = 0;
  for (let window = 0; window < windows; window++) {
    const isBurst = random() < 0.1;
    const traces = isBurst ? calmTraces * burstFactor : calmTraces;
    for (let trace = 0; trace < traces; trace++) {
      const traceId = `${random()}${random()}`;
      const score = random() < (isBurst ? 0.6 : 0.95) ? 1 : 0;
      const startMs = samplingStartMs + (window + random()) * everyMinutes * 60_000;
      const { index } = windowOf(startMs, { samplingStartMs, everyMinutes }) ?? { index: -1 };
      picks.set(index, addToWindow(picks.get(index), "salt", traceId));
      scores.set(traceId, score);
      sum += score;
    }
  }
  const truth = sum / scores.size;
  const sampled = [...picks.values()].map(({ traceId, population }) => ({
    score: scores.get(traceId) ?? Number.NaN,
    population,
  }));
  const weighted = trafficWeightedMean(sampled);
  if (weighted === null) throw new Error("The simulation made no trace.");
  return {
    truth,
    plain: sampled.reduce((total, { score }) => total + score, 0) / sampled.length,
    weighted: weighted.mean,
    isHeld: weighted.low <= truth && truth <= weighted.high,
  };
}

const random = seededRandom(11);
const weeks = Array.from({ length: repetitions }, () => simulateWeek(random));
const rmse = (of: (week: Week) => number) =>
  Math.sqrt(weeks.reduce((sum, week) => sum + (of(week) - week.truth) ** 2, 0) / weeks.length);
const mean = (of: (week: Week) => number) => weeks.reduce((sum, week) => sum + of(week), 0) / weeks.length;

test("with bursts of poor answers, the traffic-weighted mean of one trace per window errs by 0.03 at most (RMSE)", () => {
  expect(mean(({ truth }) => truth)).toBeCloseTo(0.75, 1);
  expect(rmse(({ weighted }) => weighted)).toBeLessThanOrEqual(0.03);
});

test("the plain mean over windows hides the bursts: it is about 0.16 too high", () => {
  expect(mean(({ plain, truth }) => plain - truth)).toBeGreaterThan(0.15);
  expect(rmse(({ plain }) => plain)).toBeGreaterThan(0.15);
});

test("the weighted mean's interval holds the truth of the week", () => {
  expect(weeks.filter(({ isHeld }) => isHeld).length).toBeGreaterThanOrEqual(0.93 * weeks.length);
});
