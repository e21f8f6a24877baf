import type { Effort } from "../codec";

/** Some 2,500 spans a second, which at the greater effort take less than a tenth of a core. */
const smallBytesPerSecond = 5 * 1024 * 1024;

/**
 * Says how hard to compress. Most installations take a few hundred spans a second and keep them for weeks: for them space is
 * dear and time is not. So each second's first bytes are compressed well, and under a heavier load the rest in the least
 * time, which keeps what the greater effort costs below a bound whatever the load.
 */
export class EffortBudget {
  private left = smallBytesPerSecond;
  private filledAtMs = 0;

  /** @param nowMs Of a clock that only goes forward. */
  take(bytes: number, nowMs: number): Effort {
    if (nowMs - this.filledAtMs >= 1000) {
      this.left = smallBytesPerSecond;
      this.filledAtMs = nowMs;
    }
    if (bytes > this.left) return "fast";
    this.left -= bytes;
    return "small";
  }
}
