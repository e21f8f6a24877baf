// Browsers read ids too: no module of Node here, whose stand-in for browsers would weigh 140 kB.

/** UUID of a project, lower case with dashes. */
export type ProjectId = string & { readonly __brand: "ProjectId" };
/** 32 lower-case hex digits, never all zero (OTLP trace_id). */
export type TraceId = string & { readonly __brand: "TraceId" };
/** 16 lower-case hex digits, never all zero (OTLP span_id). */
export type SpanId = string & { readonly __brand: "SpanId" };

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function parseProjectId(text: string): ProjectId | undefined {
  const lower = text.toLowerCase();
  return uuidPattern.test(lower) ? (lower as ProjectId) : undefined;
}

/** Accepts hex in any case, with or without the dashes of a UUID (PostgreSQL prints trace ids with dashes). */
export function parseTraceId(text: string): TraceId | undefined {
  const hex = text.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) && !/^0+$/.test(hex) ? (hex as TraceId) : undefined;
}

export function parseSpanId(text: string): SpanId | undefined {
  const hex = text.toLowerCase();
  return /^[0-9a-f]{16}$/.test(hex) && !/^0+$/.test(hex) ? (hex as SpanId) : undefined;
}

/** The signed 64-bit integer with the same bits: how PostgreSQL's bigint holds a span id. */
export function spanIdToBigint(id: SpanId): bigint {
  return BigInt.asIntN(64, BigInt(`0x${id}`));
}

export function spanIdFromBigint(value: bigint): SpanId {
  return BigInt.asUintN(64, value).toString(16).padStart(16, "0") as SpanId;
}

/** UUID version 7 (RFC 9562): sorts by creation time, so that keys made one after the other stay close on disk. */
export function newUuid(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const milliseconds = new DataView(bytes.buffer);
  milliseconds.setUint16(0, Math.floor(now / 2 ** 32));
  milliseconds.setUint32(2, now % 2 ** 32);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** 256 random bits as 43 base64url characters: API keys, tickets, links. */
export function newSecret(): string {
  const text = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
