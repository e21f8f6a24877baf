const signature = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const trailer = Buffer.from([0xff, 0xff]);
const epochOffsetUs = 946_684_800_000_000;
const two32 = 4294967296;
/** Up to here a loop is quicker than a call out of JavaScript. */
const asciiCharsMax = 48;

/**
 * Tuples in PostgreSQL's COPY BINARY format, all integers big-endian. Tuples carry no position, so those of many requests can
 * be joined between one header and one trailer (`copyStream`).
 */
export class CopyBuffer {
  private buffer: Buffer;
  private position = 0;

  constructor(bytesExpected: number) {
    this.buffer = Buffer.allocUnsafe(Math.max(256, bytesExpected));
  }

  get length(): number {
    return this.position;
  }

  /** What was written from `start` on. Later writes may move to a new buffer; this view stays as it is. */
  slice(start: number): Buffer {
    return this.buffer.subarray(start, this.position);
  }

  /** Begins a tuple and makes room for its fixed-width fields; text and bytes make their own. */
  tuple(fieldCount: number): void {
    this.reserve(2 + fieldCount * 20);
    this.buffer[this.position] = fieldCount >> 8;
    this.buffer[this.position + 1] = fieldCount & 0xff;
    this.position += 2;
  }

  null(): void {
    this.int32(-1);
  }

  smallint(value: number): void {
    this.int32(2);
    this.buffer[this.position] = (value >> 8) & 0xff;
    this.buffer[this.position + 1] = value & 0xff;
    this.position += 2;
  }

  integer(value: number | null): void {
    if (value === null) {
      this.null();
      return;
    }
    this.int32(4);
    this.int32(value);
  }

  /** A whole number; exact to 2^53. */
  bigint(value: number | null): void {
    if (value === null) {
      this.null();
      return;
    }
    this.int32(8);
    const high = Math.floor(value / two32);
    this.int32(high);
    this.int32(value - high * two32);
  }

  bigintHalves(high: number, low: number): void {
    this.int32(8);
    this.int32(high);
    this.int32(low);
  }

  real(value: number | null): void {
    if (value === null) {
      this.null();
      return;
    }
    this.int32(4);
    this.position = this.buffer.writeFloatBE(value, this.position);
  }

  double(value: number | null): void {
    if (value === null) {
      this.null();
      return;
    }
    this.int32(8);
    this.position = this.buffer.writeDoubleBE(value, this.position);
  }

  /** Unix microseconds. */
  timestamp(us: number): void {
    this.bigint(us - epochOffsetUs);
  }

  /** Raw bytes of a fixed width that the tuple's reservation covers: ids. */
  id(source: Buffer, start: number, length: number): void {
    this.int32(length);
    // Calling out of JavaScript costs more than copying so few bytes.
    const { buffer, position } = this;
    for (let index = 0; index < length; index++) buffer[position + index] = source[start + index] as number;
    this.position = position + length;
  }

  text(value: string | null): void {
    if (value === null) {
      this.null();
      return;
    }
    // UTF-8 needs at most three bytes per UTF-16 unit.
    this.reserve(4 + value.length * 3 + 512);
    const length = this.ascii(value) ?? this.buffer.write(value, this.position + 4, "utf8");
    this.int32(length);
    this.position += length;
  }

  /** A bytea of one byte and the bytes behind it. */
  bytes(first: number, rest: Uint8Array): void {
    this.reserve(5 + rest.length + 512);
    this.int32(rest.length + 1);
    this.buffer[this.position] = first;
    this.buffer.set(rest, this.position + 1);
    this.position += rest.length + 1;
  }

  /** Writes short ASCII text behind the length that is still to come; undefined for all other text. */
  private ascii(value: string): number | undefined {
    const { length } = value;
    if (length > asciiCharsMax) return undefined;
    const { buffer } = this;
    const start = this.position + 4;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return undefined;
      buffer[start + index] = code;
    }
    return length;
  }

  private int32(value: number): void {
    const { buffer, position } = this;
    buffer[position] = value >>> 24;
    buffer[position + 1] = value >>> 16;
    buffer[position + 2] = value >>> 8;
    buffer[position + 3] = value;
    this.position = position + 4;
  }

  private reserve(count: number): void {
    if (this.position + count <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.position + count));
    this.buffer.copy(grown, 0, 0, this.position);
    this.buffer = grown;
  }
}

/** Header, the tuples of every fragment, trailer: what one COPY … FROM STDIN (FORMAT binary) reads. */
export function copyStream(fragments: readonly Buffer[]): Buffer {
  return Buffer.concat([signature, ...fragments, trailer]);
}
