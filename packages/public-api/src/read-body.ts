import { PlumblineError } from "@plumbline/base/errors";

export const bodyBytesMax = 1024 * 1024;

/**
 * The JSON of a body, or undefined for an empty one. Throws `request.media_type`, `request.too_large` (before the rest is
 * read) or `request.undecodable`.
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  const bytes = await readCapped(request);
  if (bytes.length === 0) return undefined;
  const mediaType = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    throw new PlumblineError("request.media_type", { message: "Send the body as application/json." });
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new PlumblineError("request.undecodable", { message: "The body is not valid JSON in UTF-8.", cause: error });
  }
}

async function readCapped(request: Request): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let total = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    total += value.length;
    if (total > bodyBytesMax) {
      await reader.cancel();
      throw new PlumblineError("request.too_large", {
        message: `The body is larger than ${bodyBytesMax} bytes, the limit of this API.`,
      });
    }
    chunks.push(value);
  }
}
