import { PlumblineError } from "@plumbline/base/errors";
import { storableText } from "@plumbline/base/json";

/** Protobuf wire types. 3 and 4 are the deprecated groups: legal, so they are stepped over. */
export const wire = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

/** The generated decoders stop at 100; a request of 21 kB with 21,000 nested groups overflowed one that did not. */
const groupDepthMax = 64;

/**
 * A cursor over protobuf bytes. Every read names the `end` of the message it stands in and fails with
 * `request.undecodable` where a field would pass it, so a length can never reach into a neighbour.
 */
export class WireReader {
  position = 0;
  private readonly view: DataView;

  constructor(readonly bytes: Buffer) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** `field * 8 + wire type`. */
  tag(end: number): number {
    const first = this.position < end ? (this.bytes[this.position] as number) : 0x80;
    let tag = first;
    if (first < 0x80) this.position += 1;
    else tag = this.varint(end);
    if (tag < 8 || tag > 0xffffffff) throw malformed("a field number is out of range");
    return tag;
  }

  /** Exact to 2^53, rounded above; never more than ten bytes. */
  varint(end: number): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      if (this.position >= end) throw malformed("it ends inside a number");
      const byte = this.bytes[this.position++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw malformed("a number is longer than ten bytes");
  }

  /** All 64 bits of a varint, read as a signed integer. */
  varint64(end: number): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.position >= end) throw malformed("it ends inside a number");
      const byte = this.bytes[this.position++] as number;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw malformed("a number is longer than ten bytes");
  }

  /** Reads a length prefix and answers where that field ends; the cursor stands at its first byte. */
  fieldEnd(end: number): number {
    const length = this.varint(end);
    const fieldEnd = this.position + length;
    if (fieldEnd > end) throw malformed("a length reaches past the end of its message");
    return fieldEnd;
  }

  fixed32(end: number): number {
    const at = this.position;
    if (at + 4 > end) throw malformed("it ends inside a number");
    this.position = at + 4;
    return this.view.getUint32(at, true);
  }

  fixed64(end: number): bigint {
    const low = this.fixed32(end);
    return (BigInt(this.fixed32(end)) << 32n) | BigInt(low);
  }

  double(end: number): number {
    const at = this.position;
    if (at + 8 > end) throw malformed("it ends inside a number");
    this.position = at + 8;
    return this.view.getFloat64(at, true);
  }

  /**
   * Text between two offsets, fit for PostgreSQL and JSON: bytes that are not UTF-8 become U+FFFD, and NUL becomes U+2400.
   * It is done here, once, keys included: later stripping could make two keys equal that were checked as different.
   */
  text(start: number, end: number): string {
    return start === end ? "" : storableText(this.bytes.toString("utf8", start, end));
  }

  /** Steps over the value of a field whose tag was just read. */
  skip(tag: number, end: number): void {
    const type = tag & 7;
    if (type === wire.varint) this.varint(end);
    else if (type === wire.bytes) this.position = this.fieldEnd(end);
    else if (type === wire.fixed64) this.advance(8, end);
    else if (type === wire.fixed32) this.advance(4, end);
    else if (type === wire.groupStart) this.skipGroup(tag, end);
    else throw malformed("a wire type is not known or a group ends that never began");
  }

  private advance(count: number, end: number): void {
    this.position += count;
    if (this.position > end) throw malformed("it ends inside a number");
  }

  private skipGroup(startTag: number, end: number): void {
    const open = [startTag >>> 3];
    while (open.length > 0) {
      const tag = this.tag(end);
      const type = tag & 7;
      if (type === wire.groupEnd) {
        if (open.pop() !== tag >>> 3) throw malformed("a group ends that never began");
      } else if (type === wire.groupStart) {
        if (open.length >= groupDepthMax) throw malformed(`groups are nested more than ${groupDepthMax} deep`);
        open.push(tag >>> 3);
      } else {
        this.skip(tag, end);
      }
    }
  }
}

export function malformed(what: string): PlumblineError {
  return new PlumblineError("request.undecodable", {
    message: `The body is not a valid ExportTraceServiceRequest: ${what}. Nothing was stored.`,
  });
}
