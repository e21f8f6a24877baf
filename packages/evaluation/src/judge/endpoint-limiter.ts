import { MinuteBudget, type MinuteLimits, type TokenEntry } from "./minute-budget";
import { JudgeFailure } from "./outcome";

/** How long a caller waits for its turn. */
export interface TurnWait {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970; a turn that cannot come before is not waited for. It may move on while others are answered. */
  readonly until: number;
  /** What the call will cost at most, for a limit of tokens per minute. */
  readonly tokens?: number;
}

/** Told by the work, once it knows, what the call really cost. */
export type TokensSpent = (tokens: number) => void;

interface Waiter {
  readonly wait: TurnWait;
  readonly start: (entry: TokenEntry) => void;
  readonly refuse: (failure: JudgeFailure) => void;
}

const ratePerSecondMin = 0.1;
/** Above this pace the pause between starts is shorter than a timer can keep. */
const ratePerSecondUnlimited = 100;
/** Rejections of calls that were in flight together count as one. */
const sameBurstMs = 1_000;
/** Starts per second that one answered call adds, far from the pace that was last too much and near it. */
const fastStep = 0.2;
const carefulStep = 0.02;
const noLimits: MinuteLimits = { requestsPerMinute: null, tokensPerMinute: null };

/**
 * Keeps the calls to one endpoint within what it can take: additive increase, multiplicative decrease (as TCP, Chiu and Jain
 * 1989), of the calls in flight (from 1 to `concurrencyMax`) and, once the endpoint has answered 429, of the starts per
 * second, which then creep up to the pace that was too much instead of running into it again (as CUBIC, Ha and Rhee 2008).
 * Limits per minute, where the account has some, are kept from the first call. A pause, by Retry-After or after a failure, holds back every call of the endpoint, not only the one that heard it,
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
  /** The starts per second at the last 429. */
  #tooManyPerSecond = Number.POSITIVE_INFINITY;
  readonly #budget: MinuteBudget;
  #nextStartAt = 0;
  #lastDecreaseAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(concurrencyMax: number, limits: MinuteLimits = noLimits) {
    this.#concurrencyMax = Math.max(1, concurrencyMax);
    this.#budget = new MinuteBudget(limits);
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
  async run<T>(wait: TurnWait, work: (spent: TokensSpent) => Promise<T>): Promise<T> {
    const entry = await this.#turn(wait);
    try {
      return await work((tokens) => {
        entry.tokens = tokens;
      });
    } finally {
      this.#inFlight -= 1;
      this.#pump();
    }
  }

  /** The endpoint answered, whatever the answer is worth. */
  succeeded(now = Date.now()): void {
    this.#lastAnswerAt = now;
    this.#concurrency = Math.min(this.#concurrencyMax, this.#concurrency + 1 / this.#concurrency);
    if (this.#ratePerSecond >= ratePerSecondUnlimited) return;
    const share = this.#ratePerSecond / this.#tooManyPerSecond;
    // Well above it, the limit must have been raised meanwhile.
    const step = share > 0.85 && share < 1.5 ? carefulStep : fastStep;
    this.#ratePerSecond += step * Math.min(1, this.#ratePerSecond);
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
    this.#tooManyPerSecond = Math.min(this.#ratePerSecond, seen);
    this.#ratePerSecond = Math.max(ratePerSecondMin, this.#tooManyPerSecond * 0.75);
  }

  /** Start again from one call at a time: the endpoint refused for good, and a later caller should find out cheaply. */
  reset(): void {
    this.#concurrency = 1;
  }

  async #turn(wait: TurnWait): Promise<TokenEntry> {
    const { signal } = wait;
    if (signal.aborted) throw cancelledWhileWaiting();
    const now = Date.now();
    if (this.#pausedUntil > Math.max(now, wait.until)) throw this.#pauseFailure(now);
    return new Promise<TokenEntry>((resolve, reject) => {
      const onAbort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        reject(cancelledWhileWaiting());
        this.#pump();
      };
      const waiter: Waiter = {
        wait,
        start: (entry) => {
          signal.removeEventListener("abort", onAbort);
          resolve(entry);
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
    for (;;) {
      const [first] = this.#waiters;
      if (first === undefined || this.#inFlight >= this.concurrency) return;
      const now = Date.now();
      const tokens = first.wait.tokens ?? 0;
      const startAt = Math.max(this.#pausedUntil, this.#nextStartAt, this.#budget.startAt(tokens, now));
      if (startAt > now) {
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(startAt - now));
        return;
      }
      this.#nextStartAt = this.#ratePerSecond >= ratePerSecondUnlimited ? 0 : now + 1_000 / this.#ratePerSecond;
      this.#recentStarts.push(now);
      if (this.#recentStarts.length > 200) this.#recentStarts.shift();
      this.#inFlight += 1;
      this.#waiters.shift();
      first.start(this.#budget.start(tokens, now));
    }
  }
}

function cancelledWhileWaiting(): JudgeFailure {
  return new JudgeFailure("cancelled", "The evaluation was ended before this call was sent.");
}
