import { anyValueDepthMax, tooDeepMarker } from "@plumbline/otlp/any-value";
import { readSpanFields, SpanFields } from "@plumbline/otlp/span-fields";
import { type ResourceSlice, walkTraces } from "@plumbline/otlp/walk-traces";
import { type WireReader, wire } from "@plumbline/otlp/wire-reader";
import { equalityKey, numberOf } from "@plumbline/query/equal-value";
import { type AttributePath, PathCache, sampleCharsMax, samplesMax } from "./attribute-path";
import { RecentWords } from "./recent-words";
import { SeenValues } from "./seen-values";
import { shortTextBytesMax } from "./short-texts";
import { tokeniseText } from "./text-tokeniser";
import { hashOfString, type Token, valueToken } from "./token-hash";
import { unescapeJson } from "./unescape-json";

/** Takes what occurs in the cell of traces that is being read. Tokens come again and again. */
export interface TokenSink {
  add(token: Token): void;
  addNumber(path: AttributePath, value: number): void;
  /** Whether this value under the path needs not be told; short texts only. @param key The same for the same value only. */
  knowsText(path: AttributePath, key: number | string): boolean;
  addText(path: AttributePath, key: number | string, text: string): void;
  /** A value under the path that is not a short text. */
  addOther(path: AttributePath): void;
}

const bytesField = (number: number) => (number << 3) | wire.bytes;
const first = bytesField(1);
const second = bytesField(2);
const boolTag = (2 << 3) | wire.varint;
const intTag = (3 << 3) | wire.varint;
const doubleTag = (4 << 3) | wire.fixed64;

/**
 * Reads the tokens of stored TracesData messages straight from their bytes: no object is made for a span or a value. What the
 * decoder would leave out (the first of two equal keys, say) may be among them: a filter may promise too much, never too little.
 */
export class SpanTokeniser {
  private readonly attributes: PathCache;
  private readonly resources: PathCache;
  private readonly seen = new SeenValues();
  private readonly recent = new RecentWords();
  private readonly fields = new SpanFields();
  private cell = 0;

  constructor(
    private readonly sink: TokenSink,
    onPath?: (path: AttributePath) => void,
  ) {
    this.attributes = new PathCache("attributes.", onPath);
    this.resources = new PathCache("resource.attributes.", onPath);
  }

  /** From here on the traces of another cell are read: everything is told again. */
  nextCell(): void {
    this.cell += 1;
    this.seen.clear();
    this.recent.clear();
  }

  readChunk(raw: Buffer): void {
    const { reader, spans } = walkTraces(raw);
    let resource: ResourceSlice | undefined;
    for (const slice of spans) {
      if (slice.scope.resource !== resource) {
        resource = slice.scope.resource;
        this.readResource(reader, resource);
      }
      this.readSpan(reader, slice.start, slice.end);
    }
  }

  private readResource(reader: WireReader, { resources }: ResourceSlice): void {
    for (let index = 0; index < resources.length; index += 2) {
      reader.position = resources[index] as number;
      this.readFields(reader, resources[index + 1] as number, (tag, end) => {
        if (tag === first) this.readKeyValue(reader, end, this.resources);
      });
    }
  }

  private readSpan(reader: WireReader, start: number, end: number): void {
    const { fields } = this;
    readSpanFields(reader, start, end, fields);
    this.readText(reader.bytes, fields.nameStart, fields.nameEnd);
    const { attributes, events, statusStart, statusEnd } = fields;
    for (let index = 0; index < attributes.length; index += 2) {
      reader.position = attributes[index] as number;
      this.readKeyValue(reader, attributes[index + 1] as number, this.attributes);
    }
    for (let index = 0; index < events.length; index += 2) {
      reader.position = events[index] as number;
      this.readFields(reader, events[index + 1] as number, (tag, fieldEnd) => {
        if (tag === second) this.readTextField(reader, fieldEnd);
        else if (tag === bytesField(3)) this.readKeyValue(reader, fieldEnd, undefined);
      });
    }
    if (statusStart >= 0) {
      reader.position = statusStart;
      this.readFields(reader, statusEnd, (tag, fieldEnd) => {
        if (tag === second) this.readTextField(reader, fieldEnd);
      });
    }
  }

  /** Calls `read` for every length-delimited field; ends quietly where the bytes are broken, as the decoder leaves such a part out. */
  private readFields(reader: WireReader, end: number, read: (tag: number, fieldEnd: number) => void): void {
    try {
      while (reader.position < end) {
        const tag = reader.tag(end);
        if ((tag & 7) !== wire.bytes) {
          reader.skip(tag, end);
          continue;
        }
        const fieldEnd = reader.fieldEnd(end);
        read(tag, fieldEnd);
        reader.position = fieldEnd;
      }
    } catch {
      reader.position = end;
    }
  }

  /** @param cache Undefined where no query names the key: attributes of events. */
  private readKeyValue(reader: WireReader, end: number, cache: PathCache | undefined): void {
    const at = reader.position;
    let keyStart = 0;
    let keyEnd = 0;
    this.readFields(reader, end, (tag, fieldEnd) => {
      if (tag !== first) return;
      keyStart = reader.position;
      keyEnd = fieldEnd;
    });
    const path = cache?.find(reader.bytes, keyStart, keyEnd, (from, to) => reader.text(from, to));
    if (path !== undefined) this.announce(path);
    reader.position = at;
    this.readFields(reader, end, (tag, fieldEnd) => {
      if (tag === second) this.readValue(reader, fieldEnd, path, 1);
    });
    reader.position = end;
  }

  private announce(path: AttributePath): void {
    if (path.stamp === this.cell) return;
    path.stamp = this.cell;
    for (const token of path.tokens) this.sink.add(token);
  }

  private readValue(reader: WireReader, end: number, path: AttributePath | undefined, depth: number): void {
    try {
      while (reader.position < end) this.readValueField(reader, end, path, depth);
    } catch {
      reader.position = end;
    }
  }

  private readValueField(reader: WireReader, end: number, path: AttributePath | undefined, depth: number): void {
    const tag = reader.tag(end);
    switch (tag) {
      case first: {
        const fieldEnd = reader.fieldEnd(end);
        this.readString(reader, fieldEnd, path);
        reader.position = fieldEnd;
        break;
      }
      case boolTag: {
        const value = reader.varint(end) !== 0;
        path?.types.add("boolean");
        this.addValue(path, value);
        break;
      }
      case intTag:
        this.readInteger(reader, end, path);
        break;
      case doubleTag:
        this.readNumber(reader.double(end), path);
        break;
      case bytesField(7): {
        const fieldEnd = reader.fieldEnd(end);
        this.readMadeText(reader.bytes.toString("base64", reader.position, fieldEnd), undefined);
        if (path !== undefined) this.sink.addOther(path);
        reader.position = fieldEnd;
        break;
      }
      case bytesField(5):
      case bytesField(6): {
        const fieldEnd = reader.fieldEnd(end);
        if (depth < anyValueDepthMax) this.readItems(reader, fieldEnd, path, tag === bytesField(5), depth + 1);
        else this.readMadeText(tooDeepMarker, path);
        reader.position = fieldEnd;
        break;
      }
      default:
        reader.skip(tag, end);
    }
  }

  private readItems(
    reader: WireReader,
    end: number,
    path: AttributePath | undefined,
    isList: boolean,
    depth: number,
  ): void {
    path?.types.add(isList ? "list" : "object");
    const item = isList ? path?.child("*") : undefined;
    if (item !== undefined) this.announce(item);
    this.readFields(reader, end, (tag, fieldEnd) => {
      if (tag !== first) return;
      if (isList) this.readValue(reader, fieldEnd, item, depth);
      else this.readEntry(reader, fieldEnd, path, depth);
    });
  }

  private readEntry(reader: WireReader, end: number, path: AttributePath | undefined, depth: number): void {
    const at = reader.position;
    let name = "";
    this.readFields(reader, end, (tag, fieldEnd) => {
      if (tag === first) name = reader.text(reader.position, fieldEnd);
    });
    const child = path?.child(name);
    if (child !== undefined) this.announce(child);
    reader.position = at;
    this.readFields(reader, end, (tag, fieldEnd) => {
      if (tag === second) this.readValue(reader, fieldEnd, child, depth);
    });
  }

  /** What a JavaScript number cannot hold is decoded as its digits. */
  private readInteger(reader: WireReader, end: number, path: AttributePath | undefined): void {
    const at = reader.position;
    const value = reader.varint(end);
    if (value <= Number.MAX_SAFE_INTEGER) {
      this.readNumber(value, path);
      return;
    }
    reader.position = at;
    const exact = reader.varint64(end);
    const number = Number(exact);
    if (Number.isSafeInteger(number)) this.readNumber(number, path);
    else this.readMadeText(exact.toString(), path);
  }

  private readNumber(value: number, path: AttributePath | undefined): void {
    if (!Number.isFinite(value)) {
      this.readMadeText(String(value), undefined);
      if (path !== undefined) this.sink.addOther(path);
      return;
    }
    if (path === undefined) return;
    path.types.add("number");
    this.addValue(path, value);
    this.sink.addNumber(path, value);
  }

  private addValue(path: AttributePath | undefined, value: number | boolean): void {
    if (path === undefined) return;
    this.sink.add(valueToken(path.token, hashOfString(equalityKey(value) ?? "")));
    this.sink.addOther(path);
  }

  private readString(reader: WireReader, end: number, path: AttributePath | undefined): void {
    const { bytes, position: start } = reader;
    const valueHash = this.seen.hash(bytes, start, end);
    const valueKey = this.seen.key();
    const isNew = this.seen.isNew();
    const isJson = mayBeJson(bytes, start, end);
    if (path !== undefined) {
      path.types.add("string");
      if (mayBeSpelled(bytes, start, end)) this.readSpelled(reader.text(start, end), path);
      else this.sink.add(valueToken(path.token, valueHash));
      if (end - start > shortTextBytesMax) this.sink.addOther(path);
      else if (!this.sink.knowsText(path, valueKey)) this.sink.addText(path, valueKey, reader.text(start, end));
      if (isJson) this.sink.add(path.jsonToken);
      if (end - start <= sampleCharsMax && path.samples.size < samplesMax) path.samples.add(reader.text(start, end));
    }
    if (!isNew) return;
    tokeniseText(bytes, start, end, this.sink, this.recent);
    if (isJson) this.readUnescaped(bytes.subarray(start, end));
  }

  /** A number, true or false, written as text, equals the value that it spells. */
  private readSpelled(text: string, path: AttributePath): void {
    this.sink.add(valueToken(path.token, hashOfString(equalityKey(text) ?? "")));
    const number = numberOf(text);
    if (number !== undefined) this.sink.addNumber(path, number);
  }

  /** JSON may stand in strings of JSON: each level takes half of the backslashes away. */
  private readUnescaped(text: Buffer): void {
    for (let level = unescapeJson(text); level !== undefined; level = unescapeJson(level)) {
      tokeniseText(level, 0, level.length, this.sink, this.recent);
    }
  }

  /** A text that the decoder makes of something else. */
  private readMadeText(text: string, path: AttributePath | undefined): void {
    const bytes = Buffer.from(text);
    if (path !== undefined) {
      this.readSpelled(text, path);
      this.sink.addOther(path);
    }
    tokeniseText(bytes, 0, bytes.length, this.sink, this.recent);
  }

  private readTextField(reader: WireReader, end: number): void {
    this.readText(reader.bytes, reader.position, end);
  }

  private readText(bytes: Buffer, start: number, end: number): void {
    this.seen.hash(bytes, start, end);
    if (this.seen.isNew()) tokeniseText(bytes, start, end, this.sink, this.recent);
  }
}

/** Begins and ends like a number of JSON, or begins like true or false. What it spells is for `equalityKey` to say. */
function mayBeSpelled(bytes: Buffer, start: number, end: number): boolean {
  if (start === end) return false;
  const first = bytes[start] as number;
  if (isDigit(first) || first === 0x2d) return isDigit(bytes[end - 1] as number);
  const isShort = end - start === 4 || end - start === 5;
  return isShort && ((first | 0x20) === 0x74 || (first | 0x20) === 0x66);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** The first character that is no white space opens an object, a list or a string. */
function mayBeJson(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x7b || byte === 0x5b || byte === 0x22) return true;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return false;
}
