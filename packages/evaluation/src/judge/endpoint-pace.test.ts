import { setMaxListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EndpointLimiter } from "./endpoint-limiter";
import { JudgeFailure } from "./outcome";

const never = { signal: new AbortController().signal, until: Number.POSITIVE_INFINITY };
setMaxListeners(0, never.signal);

// Minutes of waiting pass at once: the limiter and the server it meets know no other clock.
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-23T00:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Accepts so many calls in any second, refuses the others at once, and answers after a while. */
function serverOf(perSecond: number, latencyMs: number) {
  const accepted: number[] = [];
  const refused: number[] = [];
  const call = async () => {
    const now = Date.now();
    const isFull = accepted.filter((at) => at > now - 1_000).length >= perSecond;
    (isFull ? refused : accepted).push(now);
    await new Promise((resolve) => setTimeout(resolve, isFull ? 5 : latencyMs));
    return !isFull;
  };
  return { accepted, refused, call };
}

async function finish(work: Promise<unknown>): Promise<void> {
  let isDone = false;
  void work.then(() => {
    isDone = true;
  });
  while (!isDone) await vi.advanceTimersByTimeAsync(1_000);
}

describe.each([
  ["with Retry-After", 1_000],
  ["without", 0],
])("500 evaluations of three calls against a server that takes 5 calls a second, %s", (_name, pauseMs) => {
  test.each([4, 16, 64])("all finish with at most %i calls at once, and few calls are refused", async (concurrency) => {
    const server = serverOf(5, 400);
    const limiter = new EndpointLimiter(concurrency);
    const startedAt = Date.now();
    let finished = 0;
    const evaluation = async () => {
      for (let call = 0; call < 3; call += 1) {
        while (!(await limiter.run(never, server.call))) {
          limiter.failed(new JudgeFailure("rate", "Too much.", { httpStatus: 429 }), pauseMs);
        }
        limiter.succeeded();
      }
      finished += 1;
    };
    await finish(Promise.all(Array.from({ length: 500 }, evaluation)));
    expect(finished).toBe(500);
    expect(server.accepted).toHaveLength(1_500);
    // The pace is not known at first: 20 s of warm-up, of at least 300 s.
    const warmUntil = startedAt + 20_000;
    const late = (times: readonly number[]) => times.filter((at) => at > warmUntil).length;
    expect(late(server.refused) / (late(server.refused) + late(server.accepted))).toBeLessThanOrEqual(0.1);
    // What is left unused is the price: at most a fifth of what the server would have taken.
    expect(Date.now() - startedAt).toBeLessThan((1_500 / 5 / 0.8) * 1_000);
  });
});

test("once a server takes more, the pace grows to it", async () => {
  const slow = serverOf(5, 100);
  const fast = serverOf(40, 100);
  const limiter = new EndpointLimiter(16);
  const ask = async (call: () => Promise<boolean>) => {
    while (!(await limiter.run(never, call))) limiter.failed(new JudgeFailure("rate", "Too much."), 0);
    limiter.succeeded();
  };
  await finish(Promise.all(Array.from({ length: 200 }, () => ask(slow.call))));
  const startedAt = Date.now();
  await finish(Promise.all(Array.from({ length: 1_500 }, () => ask(fast.call))));
  // At 5 a second it would take 300 s.
  expect(Date.now() - startedAt).toBeLessThan(120_000);
});

describe("limits of the account", () => {
  test("requests per minute are kept from the first call, evenly, and nothing is refused", async () => {
    const server = serverOf(2, 50);
    const limits = { requestsPerMinute: 90, tokensPerMinute: null };
    const limiter = new EndpointLimiter(16, limits);
    const startedAt = Date.now();
    await finish(Promise.all(Array.from({ length: 180 }, () => limiter.run(never, server.call))));
    expect(server.refused).toEqual([]);
    const seconds = (Date.now() - startedAt) / 1_000;
    expect(seconds).toBeGreaterThanOrEqual(119);
    expect(seconds).toBeLessThan(125);
  });

  test("tokens per minute count what was spent, not what was feared", async () => {
    const starts: { at: number; tokens: number }[] = [];
    const limiter = new EndpointLimiter(8, { requestsPerMinute: null, tokensPerMinute: 10_000 });
    const call = (spent: (tokens: number) => void) => {
      starts.push({ at: Date.now(), tokens: 1_000 });
      spent(1_000);
      limiter.succeeded();
      return Promise.resolve();
    };
    await finish(Promise.all(Array.from({ length: 50 }, () => limiter.run({ ...never, tokens: 4_000 }, call))));
    for (const { at } of starts) {
      const inMinute = starts.filter((other) => other.at > at - 60_000 && other.at <= at).length * 1_000;
      expect(inMinute).toBeLessThanOrEqual(10_000);
    }
    const minutes = ((starts.at(-1)?.at ?? 0) - (starts[0]?.at ?? 0)) / 60_000;
    expect(minutes).toBeLessThan(8);
  });

  test("a call that is larger than the whole limit waits for an empty minute and is sent", async () => {
    const limiter = new EndpointLimiter(2, { requestsPerMinute: null, tokensPerMinute: 500 });
    const startedAt = Date.now();
    const ends: number[] = [];
    const call = async () => void ends.push(Date.now() - startedAt);
    await finish(Promise.all([900, 900].map((tokens) => limiter.run({ ...never, tokens }, call))));
    expect(ends).toEqual([0, 60_000]);
  });
});
