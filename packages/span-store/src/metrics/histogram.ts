import type { DurationBin } from "../read/duration-histogram";

/**
 * Counts of durations in bins 5 % apart (bin n holds e^(n/20) - 1 to e^((n+1)/20) - 1 nanoseconds, as `durationBinSql`
 * numbers them), with the smallest and largest of each bin to 1/256 of its width, and those of all exactly. Merging adds counts
 * and takes the outer bounds, so it is associative and commutative, and quantiles of any union are off by 2.5 % at most; to
 * 0.02 % where a bin holds one or two, as at the edge of few requests.
 *
 * Encoded: number of bins, smallest, largest less smallest, then per bin its distance from the one before, its count (all
 * these as varints) and one or, above a count of 1, two bytes for its bounds; an empty histogram is no bytes. Encodings one
 * behind the other are their union, which is how SQL merges them: `string_agg(durations, '')`.
 */
export class Histogram {
  private readonly bins = new Map<number, Bin>();
  private minNs = Infinity;
  private maxNs = -Infinity;
  private inOrder: readonly SortedBin[] | undefined;

  static of(...encoded: readonly Uint8Array[]): Histogram {
    const histogram = new Histogram();
    for (const bytes of encoded) histogram.addEncoded(bytes);
    return histogram;
  }

  get isEmpty(): boolean {
    return this.bins.size === 0;
  }

  get total(): number {
    let total = 0;
    for (const { count } of this.bins.values()) total += count;
    return total;
  }

  addBin({ bin, count, minNs, maxNs }: DurationBin): void {
    if (count <= 0) return;
    this.join(bin, count, partOf(bin, minNs), partOf(bin, maxNs));
    this.minNs = Math.min(this.minNs, minNs);
    this.maxNs = Math.max(this.maxNs, maxNs);
  }

  add(other: Histogram): void {
    for (const [bin, { count, lower, upper }] of other.bins) this.join(bin, count, lower, upper);
    this.minNs = Math.min(this.minNs, other.minNs);
    this.maxNs = Math.max(this.maxNs, other.maxNs);
  }

  /** One encoding, or several one behind the other. Throws a RangeError where the bytes end too early. */
  addEncoded(bytes: Uint8Array): void {
    const reader = new VarintReader(bytes);
    while (!reader.isAtEnd) {
      const bins = reader.next();
      const minNs = reader.next();
      this.minNs = Math.min(this.minNs, minNs);
      this.maxNs = Math.max(this.maxNs, minNs + reader.next());
      let bin = 0;
      for (let index = 0; index < bins; index++) {
        bin += reader.next();
        const count = reader.next();
        const lower = reader.byte();
        this.join(bin, count, lower, count === 1 ? lower : reader.byte());
      }
    }
  }

  encode(): Buffer {
    if (this.isEmpty) return Buffer.alloc(0);
    const bytes: number[] = [];
    writeVarint(bytes, this.bins.size);
    writeVarint(bytes, this.minNs);
    writeVarint(bytes, this.maxNs - this.minNs);
    let before = 0;
    for (const [bin, { count, lower, upper }] of this.sorted()) {
      writeVarint(bytes, bin - before);
      writeVarint(bytes, count);
      bytes.push(lower);
      if (count > 1) bytes.push(upper);
      before = bin;
    }
    return Buffer.from(bytes);
  }

  /** As PostgreSQL's percentile_cont defines it, to the microsecond; null where nothing was counted. */
  quantileMs(share: number): number | null {
    if (this.isEmpty) return null;
    const sorted = this.sorted();
    const rank = share * (this.total - 1);
    const below = this.memberAt(sorted, Math.floor(rank));
    const above = this.memberAt(sorted, Math.ceil(rank));
    return Math.round((below + (above - below) * (rank - Math.floor(rank))) / 1e3) / 1e3;
  }

  /** The member of this rank, from 0; members of a bin are taken to lie evenly between its bounds. */
  private memberAt(sorted: readonly SortedBin[], rank: number): number {
    if (rank <= 0) return this.minNs;
    let before = 0;
    for (const [bin, { count, lower, upper }] of sorted) {
      if (rank < before + count) {
        const smallest = before === 0 ? this.minNs : Math.max(this.minNs, nsAt(bin, lower));
        const isLast = sorted.at(-1)?.[0] === bin;
        if (count === 1) return isLast ? this.maxNs : Math.min(this.maxNs, smallest);
        const largest = isLast ? this.maxNs : Math.min(this.maxNs, nsAt(bin, upper));
        return smallest + ((largest - smallest) * (rank - before)) / (count - 1);
      }
      before += count;
    }
    return this.maxNs;
  }

  /** Kept until something is added: a chart reads five quantiles of each. */
  private sorted(): readonly SortedBin[] {
    this.inOrder ??= [...this.bins].sort((a, b) => a[0] - b[0]);
    return this.inOrder;
  }

  private join(bin: number, count: number, lower: number, upper: number): void {
    const known = this.bins.get(bin);
    if (known === undefined) {
      this.bins.set(bin, { count, lower, upper });
      this.inOrder = undefined;
      return;
    }
    known.count += count;
    if (lower < known.lower) known.lower = lower;
    if (upper > known.upper) known.upper = upper;
  }
}

type SortedBin = readonly [bin: number, Bin];

/** Bounds are parts of the bin's width. Changed in place: a chart of a month joins some 300,000 of them. */
interface Bin {
  count: number;
  lower: number;
  upper: number;
}

const partsOfBin = 256;
/** Of the logarithm. */
const partWidth = 1 / 20 / partsOfBin;

/** Which part of its bin a duration lies in, from 0. */
function partOf(bin: number, ns: number): number {
  const part = Math.floor((Math.log(ns + 1) * 20 - bin) * partsOfBin + 1e-6);
  return Math.min(partsOfBin - 1, Math.max(0, part));
}

/** The middle of a part: it lies in the same part again, so that encoding twice changes nothing. */
function nsAt(bin: number, part: number): number {
  return Math.exp(bin / 20 + (part + 0.5) * partWidth) - 1;
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

  byte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw new RangeError("The histogram ends too early.");
    this.position += 1;
    return byte;
  }

  next(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
      scale *= 128;
    }
  }
}
