import { addCell, addGroups, allCells, type Cells, newCells, noCells } from "./cells";
import { mix, type Token } from "./token-hash";
import { fewCells, type TokenPlaces, type TokenTable } from "./token-table";

/**
 * Which traces of a segment may hold a token: a hash table in blocks of 128 bytes. A token has its entry in the block that its
 * hash says, or where that is full in the one behind it, so that two blocks, read by their offset alone, tell all about it. An entry
 * holds a part of the token's hash (its print) and where it occurs:
 * - in up to four cells: 2 bytes (kind, count, print of 12 bits) and a byte for each cell
 * - in some groups: 3 bytes (kind, print of 22 bits) and 2 bytes with a bit for each group
 * - nearly everywhere: 3 bytes (kind, print of 22 bits)
 *
 * The rarer a token the less it costs to be wrong about it, so the prints of rare ones are short. A Bloom filter of the same size
 * led to ten times as many traces of which none held the token.
 */
const blockBytes = 128;

/** What a lookup reads: the token's block and the one behind it. */
export const sliceBytes = 2 * blockBytes;

/** The two highest bits of an entry; 0 ends a block. */
const kinds = { few: 1, groups: 2, everywhere: 3 } as const;

/** A token in more groups is everywhere: the rest of the groups would save little. */
const groupsMax = 12;

/** Blocks are filled so far at first; of entries that do not fit, more blocks are made. */
const loadFirst = 0.9;
const growth = 1.04;

export interface BlockFilter {
  /** Blocks that tokens are spread over; one more follows, for what the last is too full for. */
  readonly blocks: number;
  readonly bytes: Buffer;
}

interface Entry {
  readonly token: Token;
  readonly places: TokenPlaces;
  readonly bytes: number;
}

export function buildFilter(table: TokenTable): BlockFilter {
  const entries: Entry[] = [];
  let total = 0;
  table.forEach((token, places) => {
    const bytes = entryBytes(places);
    entries.push({ token, places, bytes });
    total += bytes;
  });
  // In the order of the blocks, whatever their number.
  entries.sort((a, b) => (a.token >>> 0) - (b.token >>> 0));
  for (let blocks = Math.max(1, Math.ceil(total / blockBytes / loadFirst)); ; blocks = Math.ceil(blocks * growth)) {
    const bytes = fill(entries, blocks);
    if (bytes !== undefined) return { blocks, bytes };
  }
}

/** Undefined where some entries fit neither into their block nor into the next. */
function fill(entries: readonly Entry[], blocks: number): Buffer | undefined {
  const bytes = Buffer.alloc((blocks + 1) * blockBytes);
  let block = 0;
  let used = 0;
  for (const { token, places, bytes: length } of entries) {
    const own = blockOf(token, blocks);
    if (own > block) [block, used] = [own, 0];
    if (used + length > blockBytes) [block, used] = [block + 1, 0];
    if (block > own + 1) return undefined;
    writeEntry(bytes, block * blockBytes + used, token, places);
    used += length;
  }
  return bytes;
}

function entryBytes({ count, groups }: TokenPlaces): number {
  if (count <= fewCells) return 2 + count;
  return bitCount(groups) > groupsMax ? 3 : 5;
}

function writeEntry(bytes: Buffer, at: number, token: Token, { count, cells, groups }: TokenPlaces): void {
  const print = printOf(token);
  if (count <= fewCells) {
    bytes.writeUInt16BE((kinds.few << 14) | ((count - 1) << 12) | (print >>> 10), at);
    for (let index = 0; index < count; index++) bytes[at + 2 + index] = (cells >>> (8 * index)) & 0xff;
    return;
  }
  const isEverywhere = bitCount(groups) > groupsMax;
  bytes.writeUIntBE(((isEverywhere ? kinds.everywhere : kinds.groups) << 22) | print, at, 3);
  if (!isEverywhere) bytes.writeUInt16BE(groups, at + 3);
}

/** 22 bits that tell nothing about the block. */
function printOf(token: Token): number {
  return mix(Math.imul(token, 0x9e3779b1) ^ 0x632be5ab) >>> 10;
}

/** The number of the block of a token. PostgreSQL computes the same: `sliceOffsetSql`. */
export function blockOf(token: Token, blocks: number): number {
  return Math.floor(((token >>> 0) * blocks) / 4294967296);
}

/** Where the slice of a token begins in the column `filter`, counted from 1. */
export function sliceOffsetSql(token: Token): string {
  return `((${token >>> 0}::bigint * blocks) >> 32)::integer * ${blockBytes} + 1`;
}

/** The slice of a token in a whole filter. */
export function sliceStart(token: Token, blocks: number): number {
  return blockOf(token, blocks) * blockBytes;
}

/** The cells that may hold the token. @param start Where its slice stands in `bytes`. */
export function cellsOf(bytes: Buffer, start: number, token: Token): Cells {
  const print = printOf(token);
  let found = noCells;
  for (let block = 0; block < 2; block++) {
    const end = start + (block + 1) * blockBytes;
    for (let at = end - blockBytes; at < end; ) {
      const first = bytes[at] as number;
      const kind = first >>> 6;
      if (kind === 0) break;
      if (kind === kinds.few) {
        const count = ((first >>> 4) & 3) + 1;
        const isIt = (((first & 15) << 8) | (bytes[at + 1] as number)) === print >>> 10;
        at += 2;
        if (isIt) {
          if (found === noCells) found = newCells();
          for (let index = 0; index < count; index++) addCell(found, bytes[at + index] as number);
        }
        at += count;
        continue;
      }
      const isIt = (((first & 63) << 16) | bytes.readUInt16BE(at + 1)) === print;
      if (isIt && kind === kinds.everywhere) return allCells;
      if (isIt) {
        if (found === noCells) found = newCells();
        addGroups(found, bytes.readUInt16BE(at + 3));
      }
      at += kind === kinds.everywhere ? 3 : 5;
    }
  }
  return found;
}

function bitCount(groups: number): number {
  let count = 0;
  for (let rest = groups; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
