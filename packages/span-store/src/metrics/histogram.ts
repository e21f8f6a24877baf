import type { DurationBin } from "../read/duration-histogram";

/**
 * Counts of durations in bins 5 % apart (bin n holds e^(n/20) - 1 to e^((n+1)/20) - 1 nanoseconds, as `durationBinSql`
 * numbers them), with the exact smallest and largest. Merging adds counts, so it is associative and commutative, and quantiles
 * of any union are off by one bin at most.
 *
 * Encoded: number of bins, smallest, largest less smallest, then per bin its distance from the one before and its count, all
 * as varints; an empty histogram is no bytes. Encodings one behind the other are their union, which is how SQL merges them:
 * `string_agg(durations, '')`.
 */
export class Histogram {
  private readonly counts = new Map<number, number>();
  private minNs = Infinity;
  private maxNs = -Infinity;

  static of(...encoded: readonly (Uint8Array | null)[]): Histogram {
    const histogram = new Histogram();
    for (const bytes of encoded) if (bytes !== null) histogram.addEncoded(bytes);
    return histogram;
  }

  get isEmpty(): boolean {
    return this.counts.size === 0;
  }

  get total(): number {
    let total = 0;
    for (const count of this.counts.values()) total += count;
    return total;
  }

  addBin({ bin, count, minNs, maxNs }: DurationBin): void {
    if (count <= 0) return;
    this.counts.set(bin, (this.counts.get(bin) ?? 0) + count);
    this.minNs = Math.min(this.minNs, minNs);
    this.maxNs = Math.max(this.maxNs, maxNs);
  }

  add(other: Histogram): void {
    for (const [bin, count] of other.counts) this.counts.set(bin, (this.counts.get(bin) ?? 0) + count);
    this.minNs = Math.min(this.minNs, other.minNs);
    this.maxNs = Math.max(this.maxNs, other.maxNs);
  }

  /** One encoding, or several one behind the other. Throws a RangeError where the bytes end too early. */
  addEncoded(bytes: Uint8Array): void {
    const reader = new VarintReader(bytes);
    while (!reader.isAtEnd) {
      const bins = reader.next();
      const minNs = reader.next();
      const maxNs = minNs + reader.next();
      this.minNs = Math.min(this.minNs, minNs);
      this.maxNs = Math.max(this.maxNs, maxNs);
      let bin = 0;
      for (let index = 0; index < bins; index++) {
        bin += reader.next();
        const count = reader.next();
        this.counts.set(bin, (this.counts.get(bin) ?? 0) + count);
      }
    }
  }

  encode(): Buffer {
    if (this.isEmpty) return Buffer.alloc(0);
    const bytes: number[] = [];
    writeVarint(bytes, this.counts.size);
    writeVarint(bytes, this.minNs);
    writeVarint(bytes, this.maxNs - this.minNs);
    let before = 0;
    for (const [bin, count] of this.sorted()) {
      writeVarint(bytes, bin - before);
      writeVarint(bytes, count);
      before = bin;
    }
    return Buffer.from(bytes);
  }

  /** Quantile in milliseconds, as `quantileMs` defines it; null where nothing was counted. */
  quantileMs(share: number): number | null {
    const total = this.total;
    if (total === 0) return null;
    const sorted = this.sorted();
    const rank = share * (total - 1);
    const below = this.memberAt(sorted, Math.floor(rank), total);
    const above = this.memberAt(sorted, Math.ceil(rank), total);
    return (below + (above - below) * (rank - Math.floor(rank))) / 1e6;
  }

  private sorted(): [bin: number, count: number][] {
    return [...this.counts].sort((a, b) => a[0] - b[0]);
  }

  /** Members of a bin are taken to lie evenly in it; the first and the last of all are known. */
  private memberAt(sorted: readonly (readonly [number, number])[], rank: number, total: number): number {
    if (rank <= 0) return this.minNs;
    if (rank >= total - 1) return this.maxNs;
    let before = 0;
    for (const [bin, count] of sorted) {
      if (rank < before + count) {
        const lower = Math.max(this.minNs, Math.exp(bin / 20) - 1);
        const upper = Math.min(this.maxNs, Math.exp((bin + 1) / 20) - 1);
        return lower + ((upper - lower) * (rank - before + 0.5)) / count;
      }
      before += count;
    }
    return this.maxNs;
  }
}

/** Numbers of up to 2^53: shifts end at 32 bits. */
function writeVarint(target: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    target.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  target.push(rest);
}

class VarintReader {
  private position = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  next(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.position];
      if (byte === undefined) throw new RangeError("The histogram ends too early.");
      this.position += 1;
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
      scale *= 128;
    }
  }
}
