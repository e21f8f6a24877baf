import { groupOfCell } from "./cells";
import type { Token } from "./token-hash";

/** More cells than these are kept as groups. */
export const fewCells = 4;

/** Where a token occurs. */
export interface TokenPlaces {
  /** How many cells; `fewCells + 1` stands for more. */
  readonly count: number;
  /** Up to four cells, the last in the lowest byte. */
  readonly cells: number;
  /** A bit for each of the sixteen groups. */
  readonly groups: number;
}

/**
 * The tokens of one segment, each with the cells in which it occurs. Open addressing over typed arrays: it is asked for every
 * word of every span. Cells come in ascending order.
 */
export class TokenTable {
  size = 0;
  private tokens: Int32Array;
  /** 0: the slot is free. */
  private counts: Uint8Array;
  private cells: Uint32Array;
  private groups: Uint16Array;
  private mask: number;

  constructor(capacity = 1 << 16) {
    this.tokens = new Int32Array(capacity);
    this.counts = new Uint8Array(capacity);
    this.cells = new Uint32Array(capacity);
    this.groups = new Uint16Array(capacity);
    this.mask = capacity - 1;
  }

  add(token: Token, cell: number): void {
    const { tokens, counts, mask } = this;
    let slot = token & mask;
    for (;;) {
      const count = counts[slot] as number;
      if (count === 0) break;
      if (tokens[slot] === token) {
        const known = this.cells[slot] as number;
        if ((known & 0xff) === cell) return;
        if (count <= fewCells) counts[slot] = count + 1;
        this.cells[slot] = (known << 8) | cell;
        this.groups[slot] = (this.groups[slot] as number) | (1 << groupOfCell(cell));
        return;
      }
      slot = (slot + 1) & mask;
    }
    tokens[slot] = token;
    counts[slot] = 1;
    this.cells[slot] = cell;
    this.groups[slot] = 1 << groupOfCell(cell);
    this.size += 1;
    if (this.size * 2 > mask) this.grow();
  }

  /** Undefined where the token does not occur. */
  find(token: Token): TokenPlaces | undefined {
    const { tokens, counts, mask } = this;
    for (let slot = token & mask; ; slot = (slot + 1) & mask) {
      if (counts[slot] === 0) return undefined;
      if (tokens[slot] === token) return this.placesAt(slot);
    }
  }

  forEach(visit: (token: Token, places: TokenPlaces) => void): void {
    const { tokens, counts } = this;
    for (let slot = 0; slot < counts.length; slot++) {
      if (counts[slot] !== 0) visit(tokens[slot] as number, this.placesAt(slot));
    }
  }

  clear(): void {
    this.size = 0;
    this.counts.fill(0);
  }

  private placesAt(slot: number): TokenPlaces {
    return {
      count: this.counts[slot] as number,
      cells: this.cells[slot] as number,
      groups: this.groups[slot] as number,
    };
  }

  private grow(): void {
    const { tokens, counts, cells, groups } = this;
    const capacity = counts.length * 2;
    this.tokens = new Int32Array(capacity);
    this.counts = new Uint8Array(capacity);
    this.cells = new Uint32Array(capacity);
    this.groups = new Uint16Array(capacity);
    this.mask = capacity - 1;
    for (let old = 0; old < counts.length; old++) {
      if (counts[old] === 0) continue;
      const token = tokens[old] as number;
      let slot = token & this.mask;
      while (this.counts[slot] !== 0) slot = (slot + 1) & this.mask;
      this.tokens[slot] = token;
      this.counts[slot] = counts[old] as number;
      this.cells[slot] = cells[old] as number;
      this.groups[slot] = groups[old] as number;
    }
  }
}
