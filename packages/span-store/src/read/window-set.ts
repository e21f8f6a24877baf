import type { Sliced } from "./time-slices";

/**
 * The distinct windows of some texts: each run of `windowUnits` units, as a hash of 64 bits. A window that is told apart from
 * another by chance alone is told so once in 10^19; the mistake hides a few characters too many.
 *
 * Many small tables instead of one: each grows by itself, so that no growing takes long.
 */
export class WindowSet {
  private readonly tables = Array.from({ length: 1 << tableBits }, () => new Uint32Array(slotsMin * 2));
  private readonly used = new Uint32Array(1 << tableBits);
  private size = 0;

  constructor(
    private readonly windowUnits: number,
    private readonly windowsMax: number,
  ) {}

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Memory that it holds. */
  get bytes(): number {
    return this.tables.reduce((sum, table) => sum + table.byteLength, 0);
  }

  /** False where the set is full: then it knows only a part of the text. */
  *add(key: string): Sliced<boolean> {
    for (let start = 0; start + this.windowUnits <= key.length; start += blockUnits) {
      const count = this.hashBlock(key, start);
      for (let index = 0; index < count; index++) {
        if (!this.insert(highs[index] ?? 0, lows[index] ?? 0)) return false;
      }
      yield;
    }
    return true;
  }

  /** Calls with the position of each window of the text that is in the set. */
  *forEachIn(key: string, found: (position: number) => void): Sliced<void> {
    if (this.size === 0) return;
    for (let start = 0; start + this.windowUnits <= key.length; start += blockUnits) {
      const count = this.hashBlock(key, start);
      for (let index = 0; index < count; index++) if (this.hasAt(index)) found(start + index);
      yield;
    }
  }

  /**
   * Calls with the positions of some of them, in order: enough to cover every unit that any of them covers. Behind a window
   * that is known, the farthest one that touches it is looked for, so that a long copy takes one look per window length and
   * not one per unit.
   */
  *coverIn(key: string, found: (position: number) => void): Sliced<void> {
    if (this.size === 0) return;
    for (let start = 0; start + this.windowUnits <= key.length; start += blockUnits) {
      const count = this.hashBlock(key, start);
      let index = 0;
      while (index < count) {
        const isKnown = this.hasAt(index);
        if (isKnown) found(start + index);
        index = isKnown ? this.farthestTouching(index, count) : index + 1;
      }
      yield;
    }
  }

  /** The last window in the set that begins no later than where this one ends; where there is none, the place behind. */
  private farthestTouching(index: number, count: number): number {
    for (let next = Math.min(index + this.windowUnits, count - 1); next > index; next--) {
      if (this.hasAt(next)) return next;
    }
    return index + this.windowUnits + 1;
  }

  /** Hashes of the windows from `start` on, into the block. Rolling: the unit that leaves is taken off, the next put on. */
  private hashBlock(key: string, start: number): number {
    const { windowUnits } = this;
    const count = Math.min(blockUnits, key.length - windowUnits + 1 - start);
    const [highLeaving, lowLeaving] = [power(highBase, windowUnits), power(lowBase, windowUnits)];
    let [high, low] = [0, 0];
    for (let index = start; index < start + windowUnits - 1; index++) {
      const entering = key.charCodeAt(index) + 1;
      high = (Math.imul(high, highBase) + entering) | 0;
      low = (Math.imul(low, lowBase) + entering) | 0;
    }
    let leaving = 0;
    for (let index = 0; index < count; index++) {
      const entering = key.charCodeAt(start + index + windowUnits - 1) + 1;
      high = (Math.imul(high, highBase) + entering - Math.imul(leaving, highLeaving)) | 0;
      low = (Math.imul(low, lowBase) + entering - Math.imul(leaving, lowLeaving)) | 0;
      highs[index] = high;
      // Two zeros mark an empty slot.
      lows[index] = high === 0 && low === 0 ? 1 : low;
      leaving = key.charCodeAt(start + index) + 1;
    }
    return count;
  }

  private hasAt(index: number): boolean {
    const [high, low] = [highs[index] ?? 0, lows[index] ?? 0];
    const table = this.tables[tableOf(high, low)] ?? noTable;
    const at = placeOf(table, high, low);
    return table[at] !== 0 || table[at + 1] !== 0;
  }

  private insert(high: number, low: number): boolean {
    const number = tableOf(high, low);
    const table = this.tables[number] ?? noTable;
    const at = placeOf(table, high, low);
    if (table[at] !== 0 || table[at + 1] !== 0) return true;
    if (this.size >= this.windowsMax) return false;
    table[at] = high;
    table[at + 1] = low;
    this.size += 1;
    const used = (this.used[number] ?? 0) + 1;
    this.used[number] = used;
    // At most three of four slots are taken.
    if (used * 8 > table.length * 3) this.tables[number] = grown(table);
    return true;
  }
}

const tableBits = 8;
const slotsMin = 16;
const noTable = new Uint32Array(2);

/** Windows hashed at a time: one slice of work. The blocks are shared, because nothing interrupts filling and reading them. */
const blockUnits = 8_192;
const highs = new Uint32Array(blockUnits);
const lows = new Uint32Array(blockUnits);

function tableOf(high: number, low: number): number {
  return Math.imul(high ^ (low >>> 15), 0x9e3779b1) >>> (32 - tableBits);
}

/** Where the hash stands in a table, or the empty slot where it belongs. A slot holds two numbers. */
function placeOf(table: Uint32Array, high: number, low: number): number {
  const mask = table.length / 2 - 1;
  for (let slot = (Math.imul(low ^ (high >>> 15), 0x85ebca6b) >>> 9) & mask; ; slot = (slot + 1) & mask) {
    const [storedHigh, storedLow] = [table[slot * 2] ?? 0, table[slot * 2 + 1] ?? 0];
    if ((storedHigh === high && storedLow === low) || (storedHigh === 0 && storedLow === 0)) return slot * 2;
  }
}

function grown(table: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(table.length * 2);
  for (let at = 0; at < table.length; at += 2) {
    const [high, low] = [table[at] ?? 0, table[at + 1] ?? 0];
    if (high === 0 && low === 0) continue;
    const place = placeOf(larger, high, low);
    larger[place] = high;
    larger[place + 1] = low;
  }
  return larger;
}

const [highBase, lowBase] = [0x01000193, 0x5bd1e995];

function power(base: number, exponent: number): number {
  let result = 1;
  for (let count = 0; count < exponent; count++) result = Math.imul(result, base);
  return result;
}
