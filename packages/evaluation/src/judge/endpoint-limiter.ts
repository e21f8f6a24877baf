import { JudgeFailure } from "./outcome";

interface Waiter {
  readonly start: () => void;
}

const ratePerSecondMin = 0.1;
/** Above this pace the pause between starts is shorter than a timer can keep. */
const ratePerSecondUnlimited = 100;
/** Rejections of calls that were in flight together count as one. */
const sameBurstMs = 1_000;

/**
 * Keeps the calls to one endpoint within what it can take: additive increase, multiplicative decrease (as TCP, Chiu and Jain
 * 1989), of the calls in flight (from 1 to `concurrencyMax`) and, once the endpoint has answered 429, of the starts per
 * second. A Retry-After holds back every call of the endpoint, not only the one that heard it.
 */
export class EndpointLimiter {
  readonly #concurrencyMax: number;
  readonly #waiters: Waiter[] = [];
  readonly #recentStarts: number[] = [];
  #concurrency = 1;
  #inFlight = 0;
  #pausedUntil = 0;
  #ratePerSecond = Number.POSITIVE_INFINITY;
  #nextStartAt = 0;
  #lastDecreaseAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(concurrencyMax: number) {
    this.#concurrencyMax = Math.max(1, concurrencyMax);
  }

  get concurrency(): number {
    return Math.floor(this.#concurrency);
  }

  /** Runs work when there is room. Rejects with `cancelled` where the signal ends the wait. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#inFlight -= 1;
      this.#pump();
    }
  }

  succeeded(): void {
    this.#concurrency = Math.min(this.#concurrencyMax, this.#concurrency + 1 / this.#concurrency);
    if (this.#ratePerSecond < ratePerSecondUnlimited) this.#ratePerSecond *= 1 + 0.2 / Math.max(1, this.#ratePerSecond);
  }

  /** The endpoint said "too much", or struggles. `pauseMs` is what its Retry-After asked for. */
  overloaded(pauseMs: number | undefined, now = Date.now()): void {
    if (pauseMs !== undefined) this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs);
    if (now - this.#lastDecreaseAt < sameBurstMs) return;
    this.#lastDecreaseAt = now;
    this.#concurrency = Math.max(1, this.#concurrency / 2);
    const seen = Math.max(1, this.#recentStarts.filter((at) => at > now - 1_000).length);
    this.#ratePerSecond = Math.max(ratePerSecondMin, Math.min(this.#ratePerSecond, seen) * 0.7);
  }

  /** Start again from one call at a time: the endpoint refused for good, and a later caller should find out cheaply. */
  reset(): void {
    this.#concurrency = 1;
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw cancelledWhileWaiting();
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(cancelledWhileWaiting());
      };
      const waiter: Waiter = {
        start: () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiters.push(waiter);
      this.#pump();
    });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    while (this.#waiters.length > 0 && this.#inFlight < this.concurrency) {
      const now = Date.now();
      const startAt = Math.max(this.#pausedUntil, this.#nextStartAt);
      if (startAt > now) {
        this.#timer = setTimeout(() => this.#pump(), startAt - now);
        return;
      }
      this.#nextStartAt = this.#ratePerSecond >= ratePerSecondUnlimited ? 0 : now + 1_000 / this.#ratePerSecond;
      this.#recentStarts.push(now);
      if (this.#recentStarts.length > 200) this.#recentStarts.shift();
      this.#inFlight += 1;
      this.#waiters.shift()?.start();
    }
  }
}

function cancelledWhileWaiting(): JudgeFailure {
  return new JudgeFailure("cancelled", "The evaluation was ended before this call was sent.");
}
