import { deflateRawSync, inflateRawSync } from "node:zlib";
import { addCell, type Cells, cellCount, cellsPerGroup, groupCount, groupOfCell, newCells, noCells } from "./cells";

const groupBytes = groupCount * 8;
/** A cell's smallest and largest number are kept as 255ths of the way between those of its group. */
const steps = 255;

/**
 * Smallest and largest number in each group of a segment, then in each of its cells, compressed; what search_number.ranges holds.
 */
export class NumberRanges {
  private readonly lows = new Float64Array(cellCount).fill(Number.POSITIVE_INFINITY);
  private readonly highs = new Float64Array(cellCount).fill(Number.NEGATIVE_INFINITY);

  add(cell: number, value: number): void {
    if (value < (this.lows[cell] as number)) this.lows[cell] = value;
    if (value > (this.highs[cell] as number)) this.highs[cell] = value;
  }

  /** Rounded outwards, so that a range never excludes a number that it holds. */
  toBytes(): Buffer {
    const bytes = Buffer.alloc(groupBytes);
    const ofCells = Buffer.alloc(cellCount * 2);
    for (let group = 0; group < groupCount; group++) {
      const first = group * cellsPerGroup;
      const low = Math.min(...this.lows.subarray(first, first + cellsPerGroup));
      const high = Math.max(...this.highs.subarray(first, first + cellsPerGroup));
      const isEmpty = low === Number.POSITIVE_INFINITY;
      bytes.writeFloatBE(isEmpty ? Number.NaN : roundDown(low), group * 8);
      bytes.writeFloatBE(isEmpty ? Number.NaN : -roundDown(-high), group * 8 + 4);
      for (let cell = first; cell < first + cellsPerGroup; cell++) this.writeCell(ofCells, cell, bytes);
    }
    return Buffer.concat([bytes, deflateRawSync(ofCells)]);
  }

  /** One step further outwards than the numbers say: the division is not exact. Nothing: from 255 to 0. */
  private writeCell(ofCells: Buffer, cell: number, groups: Buffer): void {
    const low = this.lows[cell] as number;
    const high = this.highs[cell] as number;
    const [from, length] = boundsOf(groups, groupOfCell(cell));
    const isFine = length > 0 && Number.isFinite(length);
    if (low === Number.POSITIVE_INFINITY) ofCells[cell * 2] = steps;
    else {
      ofCells[cell * 2] = isFine ? Math.max(0, Math.floor(((low - from) / length) * steps) - 1) : 0;
      ofCells[cell * 2 + 1] = isFine ? Math.min(steps, Math.ceil(((high - from) / length) * steps) + 1) : steps;
    }
  }
}

function boundsOf(bytes: Buffer, group: number): readonly [from: number, length: number] {
  const from = bytes.readFloatBE(group * 8);
  return [from, bytes.readFloatBE(group * 8 + 4) - from];
}

export type Comparison = ">" | ">=" | "<" | "<=";

/** The cells that may hold a number which compares like this. */
export function cellsInRange(bytes: Buffer, operator: Comparison, value: number): Cells {
  const isAbove = operator.startsWith(">");
  let ofCells: Buffer | undefined;
  let found = noCells;
  for (let group = 0; group < groupCount; group++) {
    const low = bytes.readFloatBE(group * 8);
    const high = bytes.readFloatBE(group * 8 + 4);
    // Strict and not strict alike: the bounds are rounded. NaN compares as false.
    if (!(isAbove ? high >= value : low <= value)) continue;
    ofCells ??= inflateRawSync(bytes.subarray(groupBytes));
    if (found === noCells) found = newCells();
    for (let cell = group * cellsPerGroup; cell < (group + 1) * cellsPerGroup; cell++) {
      const first = ofCells[cell * 2] as number;
      const last = ofCells[cell * 2 + 1] as number;
      if (first > last) continue;
      // The ends are the group's own: infinite ones cannot be reckoned with.
      const isIn = isAbove
        ? last === steps || low + ((high - low) * last) / steps >= value
        : first === 0 || low + ((high - low) * first) / steps <= value;
      if (isIn) addCell(found, cell);
    }
  }
  return found;
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
