import { newUuid } from "@plumbline/base/ids";
import type { AttributePath } from "./attribute-path";
import { buildFilter } from "./block-filter";
import { cellOf } from "./cells";
import { NumberRanges } from "./number-ranges";
import { ShortTexts } from "./short-texts";
import { SpanTokeniser, type TokenSink } from "./span-tokeniser";
import type { Token } from "./token-hash";
import { TokenTable } from "./token-table";

/** A trace whose stored spans are to be found. */
export interface IndexedTrace {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** Within these bounds its row's start_time lies, now and until its next span arrives. Microseconds since 1970. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly spanCount: number;
}

/** One row of search_segment, with its rows of search_number and search_text. */
export interface Segment {
  readonly segmentId: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly spanCount: number;
  readonly traceIds: Buffer;
  readonly blocks: number;
  readonly filter: Buffer;
  readonly numbers: readonly { readonly keyHash: number; readonly ranges: Buffer }[];
  readonly texts: readonly { readonly keyHash: number; readonly texts: Buffer }[];
}

/**
 * Makes segments out of traces that come one after the other. Everything lives in tables that are used again for the next
 * segment.
 */
export class SegmentBuilder implements TokenSink {
  private readonly table = new TokenTable();
  private readonly tokeniser: SpanTokeniser;
  /** By the token of the path: two paths with one token share a range, which is then only wider. */
  private numbers = new Map<Token, NumberRanges>();
  private texts = new Map<Token, ShortTexts>();
  private traces: readonly IndexedTrace[] = [];
  private cell = -1;

  constructor(onPath?: (path: AttributePath) => void) {
    this.tokeniser = new SpanTokeniser(this, onPath);
  }

  /** Begins a segment of these traces, in this order; their chunks follow. */
  start(traces: readonly IndexedTrace[]): void {
    this.table.clear();
    this.numbers = new Map();
    this.texts = new Map();
    this.traces = traces;
    this.cell = -1;
  }

  /** Reads a chunk of the trace at this place of the segment. Places never go back. */
  readChunk(place: number, raw: Buffer): void {
    const cell = cellOf(place, this.traces.length);
    if (cell !== this.cell) {
      this.cell = cell;
      this.tokeniser.nextCell();
    }
    this.tokeniser.readChunk(raw);
  }

  finish(): Segment {
    const { blocks, bytes } = buildFilter(this.table);
    return {
      segmentId: newUuid(),
      fromUs: Math.min(...this.traces.map((trace) => trace.fromUs)),
      toUs: Math.max(...this.traces.map((trace) => trace.toUs)),
      spanCount: this.traces.reduce((sum, trace) => sum + trace.spanCount, 0),
      traceIds: Buffer.from(this.traces.map((trace) => trace.traceId).join(""), "hex"),
      blocks,
      filter: bytes,
      numbers: [...this.numbers].map(([keyHash, ranges]) => ({ keyHash, ranges: ranges.toBytes() })),
      texts: [...this.texts].flatMap(([keyHash, known]) => {
        const texts = known.toBytes();
        return texts === undefined ? [] : [{ keyHash, texts }];
      }),
    };
  }

  add(token: Token): void {
    this.table.add(token, this.cell);
  }

  addNumber(path: AttributePath, value: number): void {
    let ranges = this.numbers.get(path.token);
    if (ranges === undefined) {
      ranges = new NumberRanges();
      this.numbers.set(path.token, ranges);
    }
    ranges.add(this.cell, value);
  }

  knowsText(path: AttributePath, key: number | string): boolean {
    return this.textsOf(path).knows(key, this.cell);
  }

  addText(path: AttributePath, key: number | string, text: string): void {
    this.textsOf(path).add(key, text, this.cell);
  }

  addOther(path: AttributePath): void {
    this.textsOf(path).addUnknown();
  }

  private textsOf({ token }: AttributePath): ShortTexts {
    let texts = this.texts.get(token);
    if (texts === undefined) {
      texts = new ShortTexts();
      this.texts.set(token, texts);
    }
    return texts;
  }
}
