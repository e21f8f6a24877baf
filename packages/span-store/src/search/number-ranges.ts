import { groupCount } from "./block-filter";

/** Smallest and largest number in each group of a segment; what search_number.ranges holds. */
export class NumberRanges {
  private readonly lows = new Float64Array(groupCount).fill(Number.POSITIVE_INFINITY);
  private readonly highs = new Float64Array(groupCount).fill(Number.NEGATIVE_INFINITY);

  add(group: number, value: number): void {
    if (value < (this.lows[group] as number)) this.lows[group] = value;
    if (value > (this.highs[group] as number)) this.highs[group] = value;
  }

  /** Rounded outwards, so that a range never excludes a number that it holds. */
  toBytes(): Buffer {
    const bytes = Buffer.alloc(groupCount * 8);
    for (let group = 0; group < groupCount; group++) {
      const low = this.lows[group] as number;
      const isEmpty = low === Number.POSITIVE_INFINITY;
      bytes.writeFloatBE(isEmpty ? Number.NaN : roundDown(low), group * 8);
      bytes.writeFloatBE(isEmpty ? Number.NaN : -roundDown(-(this.highs[group] as number)), group * 8 + 4);
    }
    return bytes;
  }
}

export type Comparison = ">" | ">=" | "<" | "<=";

/** The groups that may hold a number which compares like this, as bits. */
export function groupsInRange(bytes: Buffer, operator: Comparison, value: number): number {
  let groups = 0;
  for (let group = 0; group < groupCount; group++) {
    const low = bytes.readFloatBE(group * 8);
    const high = bytes.readFloatBE(group * 8 + 4);
    // Strict and not strict alike: the bounds are rounded. NaN compares as false.
    if (operator.startsWith(">") ? high >= value : low <= value) groups |= 1 << group;
  }
  return groups;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The largest 32-bit float that is not above the value. */
function roundDown(value: number): number {
  float[0] = value;
  if ((float[0] as number) <= value) return float[0] as number;
  // One step towards minus infinity: in the order of the bits for positive numbers, against it for negative ones.
  if (float[0] === 0) return -1.401298464324817e-45;
  bits[0] = (bits[0] as number) + ((float[0] as number) > 0 ? -1 : 1);
  return float[0] as number;
}
