import { mix, type Token } from "./token-hash";
import type { TokenTable } from "./token-table";

/**
 * A Bloom filter in blocks of 64 bytes: all bits of a token stand in one block, which is read by its offset alone. Beside the
 * token itself the block says in which of sixteen groups of traces it occurs, so that a word that stands in one trace of a
 * segment leads to a sixteenth of it.
 */
export const blockBytes = 64;
export const groupCount = 16;
export const allGroups = 0xffff;

/** Bits per entry and set bits per lookup: 1.0 % of lookups for an absent entry say yes (block-filter.test.ts measures it). */
const bitsPerEntry = 10;
const bitsPerLookup = 6;

/** A token in more groups than this has one entry that stands for all of them. */
const groupsMax = 6;
const everyGroup = groupCount;
const theToken = groupCount + 1;

export interface BlockFilter {
  readonly blocks: number;
  readonly bytes: Buffer;
}

export function buildFilter(table: TokenTable): BlockFilter {
  let entries = 0;
  table.forEach((_, groups) => {
    const count = bitCount(groups);
    entries += 1 + (count > groupsMax ? 1 : count);
  });
  const blocks = Math.max(1, Math.ceil((entries * bitsPerEntry) / (blockBytes * 8)));
  const bytes = Buffer.alloc(blocks * blockBytes);
  table.forEach((token, groups) => {
    const start = blockOf(token, blocks) * blockBytes;
    set(bytes, start, token, theToken);
    if (bitCount(groups) > groupsMax) set(bytes, start, token, everyGroup);
    else for (let group = 0; group < groupCount; group++) if (groups & (1 << group)) set(bytes, start, token, group);
  });
  return { blocks, bytes };
}

/** The number of the block that holds everything about a token. PostgreSQL computes the same: `blockOffsetSql`. */
export function blockOf(token: Token, blocks: number): number {
  return Math.floor(((token >>> 0) * blocks) / 4294967296);
}

/** Where the block of a token begins in the column `filter`, counted from 1. */
export function blockOffsetSql(token: Token): string {
  return `((${token >>> 0}::bigint * blocks) >> 32)::integer * ${blockBytes} + 1`;
}

/** The groups that may hold the token, as bits; 0: the segment does not hold it. `start`: where its block stands in `bytes`. */
export function groupsOf(bytes: Buffer, start: number, token: Token): number {
  if (!isSet(bytes, start, token, theToken)) return 0;
  if (isSet(bytes, start, token, everyGroup)) return allGroups;
  let groups = 0;
  for (let group = 0; group < groupCount; group++) if (isSet(bytes, start, token, group)) groups |= 1 << group;
  return groups;
}

function set(bytes: Buffer, start: number, token: Token, entry: number): void {
  let bits = 0;
  for (let index = 0; index < bitsPerLookup; index++) {
    if (index % 3 === 0) bits = bitsFor(token, entry, index);
    const bit = bits & 511;
    bits >>>= 9;
    const at = start + (bit >>> 3);
    bytes[at] = (bytes[at] as number) | (1 << (bit & 7));
  }
}

function isSet(bytes: Buffer, start: number, token: Token, entry: number): boolean {
  let bits = 0;
  for (let index = 0; index < bitsPerLookup; index++) {
    if (index % 3 === 0) bits = bitsFor(token, entry, index);
    const bit = bits & 511;
    bits >>>= 9;
    if (((bytes[start + (bit >>> 3)] as number) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

/** 32 bits of which three positions of nine bits are taken. */
function bitsFor(token: Token, entry: number, index: number): number {
  return mix(Math.imul(token, 0x9e3779b1) + Math.imul(entry * 8 + index + 1, 0x632be5ab));
}

function bitCount(groups: number): number {
  let count = 0;
  for (let rest = groups; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
