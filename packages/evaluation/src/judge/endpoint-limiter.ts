import { JudgeFailure } from "./outcome";

/** How long a caller waits for its turn. */
export interface TurnWait {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970; a turn that cannot come before is not waited for. It may move on while others are answered. */
  readonly until: number;
}

interface Waiter {
  readonly wait: TurnWait;
  readonly start: () => void;
  readonly refuse: (failure: JudgeFailure) => void;
}

const ratePerSecondMin = 0.1;
/** Above this pace the pause between starts is shorter than a timer can keep. */
const ratePerSecondUnlimited = 100;
/** Rejections of calls that were in flight together count as one. */
const sameBurstMs = 1_000;

/**
 * Keeps the calls to one endpoint within what it can take: additive increase, multiplicative decrease (as TCP, Chiu and Jain
 * 1989), of the calls in flight (from 1 to `concurrencyMax`) and, once the endpoint has answered 429, of the starts per
 * second. A pause, by Retry-After or after a failure, holds back every call of the endpoint, not only the one that heard it,
 * and whoever will not wait for its end is told at once.
 */
export class EndpointLimiter {
  readonly #concurrencyMax: number;
  readonly #waiters: Waiter[] = [];
  readonly #recentStarts: number[] = [];
  #concurrency = 1;
  #inFlight = 0;
  #pausedUntil = 0;
  #pausedBy: JudgeFailure | undefined;
  #lastAnswerAt = 0;
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

  /** Milliseconds since 1970; in the past where no pause is on. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** Milliseconds since 1970 of the last answer to any caller; 0 before the first. */
  get lastAnswerAt(): number {
    return this.#lastAnswerAt;
  }

  /**
   * Runs work when there is room. Rejects with `cancelled` where the signal ends the wait, and with the failure that began a
   * pause, with what is left of it as `retryAfterMs`, where the pause outlasts the wait.
   */
  async run<T>(wait: TurnWait, work: () => Promise<T>): Promise<T> {
    await this.#turn(wait);
    try {
      return await work();
    } finally {
      this.#inFlight -= 1;
      this.#pump();
    }
  }

  /** The endpoint answered, whatever the answer is worth. */
  succeeded(now = Date.now()): void {
    this.#lastAnswerAt = now;
    this.#concurrency = Math.min(this.#concurrencyMax, this.#concurrency + 1 / this.#concurrency);
    if (this.#ratePerSecond < ratePerSecondUnlimited) this.#ratePerSecond *= 1 + 0.2 / Math.max(1, this.#ratePerSecond);
  }

  /** A call failed in a way that may pass; for `pauseMs` nobody calls. Only "too many calls" also slows the starts down. */
  failed(failure: JudgeFailure, pauseMs: number, now = Date.now()): void {
    if (now + pauseMs > this.#pausedUntil) {
      this.#pausedUntil = now + pauseMs;
      this.#pausedBy = failure;
      this.#refuseImpatient(now);
    }
    if (now - this.#lastDecreaseAt < sameBurstMs) return;
    this.#lastDecreaseAt = now;
    this.#concurrency = Math.max(1, this.#concurrency / 2);
    if (failure.outcome !== "rate") return;
    const seen = Math.max(1, this.#recentStarts.filter((at) => at > now - 1_000).length);
    this.#ratePerSecond = Math.max(ratePerSecondMin, Math.min(this.#ratePerSecond, seen) * 0.7);
  }

  /** Start again from one call at a time: the endpoint refused for good, and a later caller should find out cheaply. */
  reset(): void {
    this.#concurrency = 1;
  }

  async #turn(wait: TurnWait): Promise<void> {
    const { signal } = wait;
    if (signal.aborted) throw cancelledWhileWaiting();
    const now = Date.now();
    if (this.#pausedUntil > Math.max(now, wait.until)) throw this.#pauseFailure(now);
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(cancelledWhileWaiting());
        this.#pump();
      };
      const waiter: Waiter = {
        wait,
        start: () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
        refuse: (failure) => {
          signal.removeEventListener("abort", onAbort);
          reject(failure);
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiters.push(waiter);
      this.#pump();
    });
  }

  #refuseImpatient(now: number): void {
    const patient = this.#waiters.filter(({ wait }) => wait.until >= this.#pausedUntil);
    const impatient = this.#waiters.filter(({ wait }) => wait.until < this.#pausedUntil);
    this.#waiters.splice(0, this.#waiters.length, ...patient);
    for (const { refuse } of impatient) refuse(this.#pauseFailure(now));
    this.#pump();
  }

  #pauseFailure(now: number): JudgeFailure {
    const { outcome = "rate", message = "The judge accepts no more calls for now.", facts } = this.#pausedBy ?? {};
    const { httpStatus } = facts ?? {};
    return new JudgeFailure(outcome, message, {
      ...(httpStatus === undefined ? {} : { httpStatus }),
      retryAfterMs: this.#pausedUntil - now,
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
