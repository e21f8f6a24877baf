import type { Token } from "./token-hash";

/**
 * The tokens of one segment, each with the groups of traces in which it occurs, as bits. Open addressing over typed arrays: it
 * is asked for every word of every span.
 */
export class TokenTable {
  size = 0;
  private tokens: Int32Array;
  /** 0: the slot is free. */
  private groups: Uint16Array;
  private mask: number;

  constructor(capacity = 1 << 16) {
    this.tokens = new Int32Array(capacity);
    this.groups = new Uint16Array(capacity);
    this.mask = capacity - 1;
  }

  /** @param groupBit One bit of 16. */
  add(token: Token, groupBit: number): void {
    const { tokens, groups, mask } = this;
    let slot = token & mask;
    for (;;) {
      const known = groups[slot] as number;
      if (known === 0) break;
      if (tokens[slot] === token) {
        groups[slot] = known | groupBit;
        return;
      }
      slot = (slot + 1) & mask;
    }
    tokens[slot] = token;
    groups[slot] = groupBit;
    this.size += 1;
    if (this.size * 2 > mask) this.grow();
  }

  /** The groups in which a token occurs; 0 for none. */
  find(token: Token): number {
    const { tokens, groups, mask } = this;
    for (let slot = token & mask; ; slot = (slot + 1) & mask) {
      const known = groups[slot] as number;
      if (known === 0 || tokens[slot] === token) return known;
    }
  }

  forEach(visit: (token: Token, groups: number) => void): void {
    const { tokens, groups } = this;
    for (let slot = 0; slot < groups.length; slot++) {
      const known = groups[slot] as number;
      if (known !== 0) visit(tokens[slot] as number, known);
    }
  }

  clear(): void {
    this.size = 0;
    this.groups.fill(0);
  }

  private grow(): void {
    const { tokens, groups } = this;
    const capacity = groups.length * 2;
    this.tokens = new Int32Array(capacity);
    this.groups = new Uint16Array(capacity);
    this.mask = capacity - 1;
    for (let old = 0; old < groups.length; old++) {
      const known = groups[old] as number;
      if (known === 0) continue;
      let slot = (tokens[old] as number) & this.mask;
      while (this.groups[slot] !== 0) slot = (slot + 1) & this.mask;
      this.tokens[slot] = tokens[old] as number;
      this.groups[slot] = known;
    }
  }
}
