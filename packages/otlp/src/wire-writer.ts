import { wire } from "./wire-reader";

/** Appends protobuf fields to a buffer that grows. Lengths are minimal varints, as every other encoder writes them. */
export class WireWriter {
  private buffer: Buffer;
  private position = 0;

  constructor(bytesExpected = 4096) {
    this.buffer = Buffer.allocUnsafe(Math.max(64, bytesExpected));
  }

  /** A copy-free view of what was written; the writer must not be used afterwards. */
  finish(): Buffer {
    return this.buffer.subarray(0, this.position);
  }

  /** A nested message: `write` appends its fields. Its length is filled in afterwards, moving the body where it is long. */
  message(field: number, write: () => void): void {
    this.key(field, wire.bytes);
    this.reserve(1);
    const bodyStart = ++this.position;
    write();
    const length = this.position - bodyStart;
    if (length >= 0x80) {
      const extra = varintBytes(length) - 1;
      this.reserve(extra);
      this.buffer.copyWithin(bodyStart + extra, bodyStart, this.position);
      this.position += extra;
    }
    writeVarint(this.buffer, bodyStart - 1, length);
  }

  text(field: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.prefix(field, length);
    this.position += this.buffer.write(text, this.position, "utf8");
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.prefix(field, bytes.length);
    this.buffer.set(bytes, this.position);
    this.position += bytes.length;
  }

  /** An unsigned number below 2^53. */
  varint(field: number, value: number): void {
    this.key(field, wire.varint);
    this.reserve(8);
    this.position = writeVarint(this.buffer, this.position, value);
  }

  /** A signed 64-bit integer, two's complement as protobuf's int64. */
  int64(field: number, value: bigint): void {
    this.key(field, wire.varint);
    this.reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.buffer[this.position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.position++] = Number(rest);
  }

  fixed32(field: number, value: number): void {
    this.key(field, wire.fixed32);
    this.reserve(4);
    this.position = this.buffer.writeUInt32LE(value >>> 0, this.position);
  }

  fixed64(field: number, value: bigint): void {
    this.key(field, wire.fixed64);
    this.reserve(8);
    this.position = this.buffer.writeBigUInt64LE(BigInt.asUintN(64, value), this.position);
  }

  double(field: number, value: number): void {
    this.key(field, wire.fixed64);
    this.reserve(8);
    this.position = this.buffer.writeDoubleLE(value, this.position);
  }

  private prefix(field: number, length: number): void {
    this.key(field, wire.bytes);
    this.reserve(5 + length);
    this.position = writeVarint(this.buffer, this.position, length);
  }

  private key(field: number, type: number): void {
    this.reserve(5);
    this.position = writeVarint(this.buffer, this.position, field * 8 + type);
  }

  private reserve(count: number): void {
    if (this.position + count <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.position + count));
    this.buffer.copy(grown, 0, 0, this.position);
    this.buffer = grown;
  }
}

export function varintBytes(value: number): number {
  let count = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) count += 1;
  return count;
}

/** Writes at `position` and answers where it ended. The value is unsigned and below 2^53. */
export function writeVarint(buffer: Buffer, position: number, value: number): number {
  let rest = value;
  let at = position;
  while (rest >= 0x80) {
    buffer[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  buffer[at++] = rest;
  return at;
}
