import { PlumblineError } from "@plumbline/base/errors";

/**
 * Bounds the memory that bodies hold. Bytes are counted while they arrive, not once per request, so that no single request can
 * overshoot; over the limit the sender is told to come back.
 */
export class BytesInFlight {
  private held = 0;

  constructor(private readonly bytesMax: number) {}

  get bytes(): number {
    return this.held;
  }

  /** One request's share of the limit. Everything it took is given back by `release`. */
  open(): BytesShare {
    let own = 0;
    return {
      take: (count) => {
        if (this.held + count > this.bytesMax) {
          throw new PlumblineError("service.overloaded", { retryAfterSeconds: retryAfterSeconds() });
        }
        this.held += count;
        own += count;
      },
      release: () => {
        this.held -= own;
        own = 0;
      },
    };
  }
}

export interface BytesShare {
  /** Throws `service.overloaded` when the limit is reached. */
  take(count: number): void;
  release(): void;
}

/** 1 to 5 s: clients that were turned away together should not come back together. */
export function retryAfterSeconds(): number {
  return 1 + Math.floor(Math.random() * 5);
}
