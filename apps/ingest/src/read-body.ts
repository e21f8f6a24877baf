import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { PlumblineError } from "@plumbline/base/errors";
import type { BytesShare } from "./bytes-in-flight";

const gunzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const inflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate);

/** Larger bodies are decompressed on another thread: in this one they would keep everybody else waiting. */
const syncBytesMax = 64 * 1024;

export type ContentCoding = "identity" | "gzip" | "deflate";

/** Throws `request.media_type` for a coding that is not taken. */
export function contentCoding(header: string | undefined): ContentCoding {
  const coding = header?.trim().toLowerCase() ?? "";
  if (coding === "" || coding === "identity") return "identity";
  if (coding === "gzip" || coding === "x-gzip") return "gzip";
  if (coding === "deflate") return "deflate";
  throw new PlumblineError("request.media_type", {
    message: `The content encoding "${coding.slice(0, 40)}" is not accepted. Nothing was stored. Send gzip, deflate or none.`,
    field: "content-encoding",
  });
}

/** Throws `request.too_large` for a body that says so itself, before any of it is read. */
export function checkDeclaredLength(request: IncomingMessage, bytesMax: number): void {
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) throw tooLarge(bytesMax);
}

/**
 * The whole body as it was sent. Throws `request.too_large`, `service.overloaded`, or `request.undecodable` when the sender
 * goes away in the middle.
 */
export function readBody(request: IncomingMessage, bytesMax: number, share: BytesShare): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? Number.NaN);
  // Memory of this size is not touched before bytes arrive, so a large declaration alone costs nothing.
  const whole = Number.isInteger(declared) ? Buffer.allocUnsafeSlow(declared) : undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      try {
        if (length + chunk.length > bytesMax) throw tooLarge(bytesMax);
        share.take(chunk.length);
      } catch (error) {
        request.removeAllListeners("data");
        reject(error);
        return;
      }
      if (whole && length + chunk.length <= whole.length) chunk.copy(whole, length);
      else chunks.push(chunk);
      length += chunk.length;
    });
    request.on("end", () => resolve(whole && chunks.length === 0 ? whole.subarray(0, length) : Buffer.concat(chunks)));
    const gone = () => reject(new PlumblineError("request.undecodable", { message: "The body ended too early." }));
    request.on("aborted", gone);
    request.on("error", gone);
  });
}

/**
 * The body without its compression. What counts is the data: gzip without its header is inflated, the header over plain data is
 * overlooked; both are sent by real clients. Throws `request.too_large` and `request.undecodable`.
 */
export async function decompress(
  body: Buffer,
  coding: ContentCoding,
  bytesMax: number,
  share: BytesShare,
): Promise<Buffer> {
  const isGzip = body.length >= 2 && body[0] === 0x1f && body[1] === 0x8b;
  if (!isGzip && coding !== "deflate") return body;
  const options = { maxOutputLength: bytesMax };
  try {
    const inflated = isGzip ? await runGunzip(body, options) : await inflate(body, options);
    share.take(inflated.length);
    return inflated;
  } catch (cause) {
    if (cause instanceof PlumblineError) throw cause;
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(bytesMax);
    throw new PlumblineError("request.undecodable", {
      message: `The compressed body is damaged or cut off (${(cause as Error).message}). Nothing was stored.`,
      cause,
    });
  }
}

function runGunzip(body: Buffer, options: zlib.ZlibOptions): Promise<Buffer> | Buffer {
  return body.length <= syncBytesMax ? zlib.gunzipSync(body, options) : gunzip(body, options);
}

function tooLarge(bytesMax: number): PlumblineError {
  return new PlumblineError("request.too_large", {
    message: `The body is larger than ${bytesMax} bytes, before or after decompression. Nothing was stored. Send smaller batches.`,
  });
}
