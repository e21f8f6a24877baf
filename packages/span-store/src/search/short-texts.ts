import { deflateRawSync, inflateRawSync } from "node:zlib";
import { lowerCase } from "@plumbline/query/fold-text";
import { addCell, addGroups, type Cells, groupOfCell, newCells, noCells } from "./cells";
import { fewCells } from "./token-table";

/** Longer values are texts, which `~` searches by reading. */
export const shortTextBytesMax = 64;
/** Ids that never repeat are not worth their bytes. */
const textsMax = 256;
const bytesMax = 4_096;
const separator = "\0";

interface ShortText {
  readonly text: string;
  /** As in `TokenPlaces`. */
  count: number;
  cells: number;
  groups: number;
}

/**
 * The different values under one path of a segment, where all of them are short and few, each with the cells in which it stands:
 * `~` compares them, and needs no other index.
 */
export class ShortTexts {
  private readonly texts = new Map<number | string, ShortText>();
  private bytes = 0;
  private isIncomplete = false;

  /** Whether nothing is left to tell about a value with this key in this cell. @param key The same for the same value only. */
  knows(key: number | string, cell: number): boolean {
    if (this.isIncomplete) return true;
    const known = this.texts.get(key);
    if (known === undefined) return false;
    if ((known.cells & 0xff) === cell) return true;
    if (known.count <= fewCells) known.count += 1;
    known.cells = (known.cells << 8) | cell;
    known.groups |= 1 << groupOfCell(cell);
    return true;
  }

  /** A value that `knows` did not know. */
  add(key: number | string, text: string, cell: number): void {
    this.bytes += Buffer.byteLength(text) + 1;
    if (this.texts.size >= textsMax || this.bytes > bytesMax || text.includes(separator)) this.addUnknown();
    else this.texts.set(key, { text, count: 1, cells: cell, groups: 1 << groupOfCell(cell) });
  }

  /** A value that is none of the short texts. */
  addUnknown(): void {
    this.isIncomplete = true;
    this.texts.clear();
  }

  /** What search_text.texts holds; undefined where the texts are not all there are. */
  toBytes(): Buffer | undefined {
    if (this.isIncomplete) return undefined;
    const texts = [...this.texts.values()];
    const text = Buffer.from(texts.map((entry) => entry.text).join(separator));
    const length = Buffer.alloc(2);
    length.writeUInt16BE(text.length);
    return deflateRawSync(Buffer.concat([length, text, ...texts.map(placesToBytes)]));
  }
}

/** How many cells, then these; or five, then a bit for each group. */
function placesToBytes({ count, cells, groups }: ShortText): Buffer {
  if (count > fewCells) return Buffer.of(count, groups >>> 8, groups & 0xff);
  return Buffer.of(count, ...Array.from({ length: count }, (_, index) => (cells >>> (8 * index)) & 0xff));
}

/** The cells with a value that contains the text. @param wanted In lower case, as `lowerCase` makes it. */
export function cellsWithText(bytes: Buffer, wanted: string): Cells {
  const raw = inflateRawSync(bytes);
  const textEnd = 2 + raw.readUInt16BE(0);
  const joined = raw.toString("utf8", 2, textEnd);
  // Most segments hold no such value: one look at all of them together says so.
  if (!lowerCase(joined).includes(wanted)) return noCells;
  let found = noCells;
  let at = textEnd;
  for (const text of joined.split(separator)) {
    const count = raw[at] as number;
    if (lowerCase(text).includes(wanted)) {
      if (found === noCells) found = newCells();
      if (count > fewCells) addGroups(found, raw.readUInt16BE(at + 1));
      else for (let index = 1; index <= count; index++) addCell(found, raw[at + index] as number);
    }
    at += count > fewCells ? 3 : 1 + count;
  }
  return found;
}
