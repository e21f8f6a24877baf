const minuteMs = 60_000;

export interface MinuteLimits {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
}

/** Tokens of one call: guessed when it starts, set right when its usage is known. */
export interface TokenEntry {
  readonly at: number;
  tokens: number;
}

/**
 * What an account allows in a minute. Requests are spread evenly, because servers enforce the limit in shorter windows than
 * the one they name; tokens are counted over the last 60 s.
 */
export class MinuteBudget {
  readonly #requestIntervalMs: number;
  readonly #tokensMax: number;
  #lastStartAt = Number.NEGATIVE_INFINITY;
  #entries: TokenEntry[] = [];

  constructor({ requestsPerMinute, tokensPerMinute }: MinuteLimits) {
    this.#requestIntervalMs = requestsPerMinute === null ? 0 : minuteMs / requestsPerMinute;
    this.#tokensMax = tokensPerMinute ?? Number.POSITIVE_INFINITY;
  }

  /** Milliseconds since 1970 at which a call of so many tokens fits. One above the whole limit waits for an empty minute. */
  startAt(tokens: number, now: number): number {
    const byRequests = this.#lastStartAt + this.#requestIntervalMs;
    this.#entries = this.#entries.filter(({ at }) => at > now - minuteMs);
    let used = this.#entries.reduce((sum, entry) => sum + entry.tokens, 0);
    let byTokens = now;
    for (const entry of this.#entries) {
      if (used + tokens <= this.#tokensMax) break;
      used -= entry.tokens;
      byTokens = entry.at + minuteMs;
    }
    return Math.max(byRequests, byTokens);
  }

  start(tokens: number, now: number): TokenEntry {
    this.#lastStartAt = now;
    const entry = { at: now, tokens };
    if (Number.isFinite(this.#tokensMax)) this.#entries.push(entry);
    return entry;
  }
}
