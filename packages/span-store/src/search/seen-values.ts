import { type ContentHash, hashBytes } from "../write/content-hash";
import { foldValueHash, valueSeed } from "./token-hash";

/**
 * Which texts were read already, by a hash of 64 bits: a trace repeats its documents and prompts from parent to child. Should
 * two different texts ever agree in all bits, the words of one would be missing: once in some 10^12 traces of a thousand texts.
 */
export class SeenValues {
  private readonly last: ContentHash = { high: 0, low: 0 };
  private highs = new Int32Array(1 << 12);
  private lows = new Int32Array(1 << 12);
  private size = 0;

  /** Answers the hash that value tokens are made of, and keeps the value for `isNew`. */
  hash(bytes: Buffer, start: number, end: number): number {
    hashBytes(bytes, start, end, valueSeed, this.last);
    return foldValueHash(this.last);
  }

  /** The value hashed last as a number of 52 bits of its hash. */
  key(): number {
    return (this.last.high >>> 0) * (1 << 20) + (this.last.low >>> 12);
  }

  /** Whether the value hashed last was not seen before; from now on it was. */
  isNew(): boolean {
    const { last, highs, lows } = this;
    // 0, 0 marks a free slot.
    const high = last.high | 1;
    const mask = highs.length - 1;
    let slot = last.low & mask;
    for (; highs[slot] !== 0; slot = (slot + 1) & mask) {
      if (highs[slot] === high && lows[slot] === last.low) return false;
    }
    highs[slot] = high;
    lows[slot] = last.low;
    this.size += 1;
    if (this.size * 2 > mask) this.grow();
    return true;
  }

  clear(): void {
    if (this.size === 0) return;
    this.size = 0;
    this.highs.fill(0);
  }

  private grow(): void {
    const { highs, lows } = this;
    this.highs = new Int32Array(highs.length * 2);
    this.lows = new Int32Array(highs.length * 2);
    const mask = this.highs.length - 1;
    highs.forEach((high, old) => {
      if (high === 0) return;
      let slot = (lows[old] as number) & mask;
      while (this.highs[slot] !== 0) slot = (slot + 1) & mask;
      this.highs[slot] = high;
      this.lows[slot] = lows[old] as number;
    });
  }
}
