import { promisify } from "node:util";
import zlib from "node:zlib";
import { PlumblineError } from "@plumbline/base/errors";

/** The first byte of every stored payload. Numbers are assigned once and never reused. */
export const codecNumbers = { stored: 0, deflate: 1, brotli: 2, lz4: 3, zstd: 4 } as const;
export type CodecName = keyof typeof codecNumbers;

/** What compression is to save: time, or space in five times the time. */
export type Effort = "fast" | "small";

interface Codec {
  readonly compress: (raw: Uint8Array, effort: Effort) => Buffer;
  readonly decompress: (compressed: Uint8Array, limits: OutputLimits) => Buffer;
  /** The same on another thread; absent where there is nothing to compute. */
  readonly decompressAside?: (compressed: Uint8Array, limits: OutputLimits) => Promise<Buffer>;
}

interface OutputLimits {
  readonly maxOutputLength: number;
  readonly chunkSize: number;
}

/** node:zlib has zstd from Node 22.15 on; the types of Node 20 do not know it. */
interface ZstdFunctions {
  readonly zstdCompressSync?: (raw: Uint8Array, options: { params: Record<number, number> }) => Buffer;
  readonly zstdDecompressSync?: (compressed: Uint8Array, options: OutputLimits) => Buffer;
}
const { zstdCompressSync, zstdDecompressSync } = zlib as ZstdFunctions;
const inflateAside = promisify(zlib.inflateRaw);
const brotliAside = promisify(zlib.brotliDecompress);
/** ZSTD_c_compressionLevel. */
const zstdLevelParameter = 100;

const codecs: { readonly [Name in CodecName]?: Codec } = {
  stored: { compress: (raw) => Buffer.from(raw), decompress: (bytes) => Buffer.from(bytes) },
  deflate: {
    compress: (raw) => zlib.deflateRawSync(raw, { level: 1 }),
    decompress: (bytes, limits) => zlib.inflateRawSync(bytes, limits),
    decompressAside: (bytes, limits) => inflateAside(bytes, limits),
  },
  brotli: {
    compress: (raw, effort) =>
      zlib.brotliCompressSync(raw, {
        // Measured on chunks of 17 kB: quality 1 takes the time of quality 0 and makes them 3 % smaller; quality 5 makes them
        // another 12 % smaller in five times the time, and nothing above is smaller than that.
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: effort === "fast" ? 1 : 5,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
        },
      }),
    decompress: (bytes, limits) => zlib.brotliDecompressSync(bytes, limits),
    decompressAside: (bytes, limits) => brotliAside(bytes, limits),
  },
  ...(zstdCompressSync && zstdDecompressSync
    ? {
        zstd: {
          // Measured on the same chunks: level 3 takes the time of level 1 and half that of brotli's quality 1; level 9 three
          // times as long.
          compress: (raw: Uint8Array, effort: Effort) =>
            zstdCompressSync(raw, { params: { [zstdLevelParameter]: effort === "fast" ? 3 : 9 } }),
          decompress: (bytes: Uint8Array, limits: OutputLimits) => zstdDecompressSync(bytes, limits),
        },
      }
    : {}),
};

/** zstd where the runtime has it: smaller than brotli in the same time. */
export const bestCodec: CodecName = codecs.zstd ? "zstd" : "brotli";

/** Below this, framing costs more than compression saves. */
const compressFromBytes = 64;

/** No chunk is larger: a request is at most 20 MiB. A stored payload that claims more is damaged. */
const rawBytesMax = 64 * 1024 * 1024;

/** A payload in two parts, for writers that put them together in their own memory. */
export interface PayloadParts {
  /** The codec byte. */
  readonly codec: number;
  /** May be `raw` itself. */
  readonly body: Uint8Array;
}

/** Compresses a chunk; leaves it as it is where that is shorter. */
export function compressPayload(
  raw: Uint8Array,
  effort: Effort = "fast",
  codecName: CodecName = bestCodec,
): PayloadParts {
  if (codecName === "stored" || raw.length < compressFromBytes) return { codec: codecNumbers.stored, body: raw };
  const body = codecFor(codecName).compress(raw, effort);
  return body.length < raw.length
    ? { codec: codecNumbers[codecName], body }
    : { codec: codecNumbers.stored, body: raw };
}

/** What trace_payload.payload holds: the codec byte, then the bytes. */
export function encodePayload(raw: Uint8Array, codecName: CodecName = bestCodec): Buffer {
  const { codec, body } = compressPayload(raw, "fast", codecName);
  return Buffer.concat([Buffer.of(codec), body]);
}

/** The bytes that `encodePayload` was given. A codec that this runtime lacks is an error that names it, never an empty payload. */
export function decodePayload(payload: Uint8Array): Buffer {
  const name = codecNameOf(payload);
  try {
    return codecFor(name).decompress(payload.subarray(1), outputLimits(payload));
  } catch (cause) {
    throw unreadableAs(name, cause);
  }
}

/** Above this, decompressing takes several milliseconds, in which nobody else would be served; below, a thread costs more. */
const asideFromBytes = 64 * 1024;

/** `decodePayload` for who serves others meanwhile: a large payload is decompressed on another thread. */
export async function decodePayloadAside(payload: Uint8Array): Promise<Buffer> {
  const name = codecNameOf(payload);
  const { decompressAside } = codecFor(name);
  if (payload.length < asideFromBytes || decompressAside === undefined) return decodePayload(payload);
  try {
    return await decompressAside(payload.subarray(1), outputLimits(payload));
  } catch (cause) {
    throw unreadableAs(name, cause);
  }
}

function codecNameOf(payload: Uint8Array): CodecName {
  const number = payload[0];
  const name = (Object.keys(codecNumbers) as CodecName[]).find((candidate) => codecNumbers[candidate] === number);
  if (name !== undefined) return name;
  throw unreadable(`its codec byte is ${number ?? "missing"}, which no version of Plumbline wrote`);
}

/** Output is collected in pieces; in the 16 kB that are usual, ten megabytes take twice as long. */
function outputLimits(payload: Uint8Array): OutputLimits {
  const chunkSize = Math.min(Math.max(payload.length * 4, zlib.constants.Z_DEFAULT_CHUNK), 4 * 1024 * 1024);
  return { maxOutputLength: rawBytesMax, chunkSize };
}

function codecFor(name: CodecName): Codec {
  const codec = codecs[name];
  if (codec) return codec;
  throw unreadable(`it is ${name}-compressed and Node ${process.versions.node} cannot read that; use a newer Node`);
}

function unreadableAs(name: CodecName, cause: unknown): PlumblineError {
  return cause instanceof PlumblineError ? cause : unreadable(`its ${name} data is damaged`, cause);
}

function unreadable(reason: string, cause?: unknown): PlumblineError {
  return new PlumblineError("internal.unexpected", {
    message: `A stored trace payload cannot be read: ${reason}. The span rows are not affected.`,
    cause,
  });
}
