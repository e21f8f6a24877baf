import { readError } from "~/lib/api-client";
import type { ExportFormat } from "./export-formats";

export interface ExportProgress {
  readonly traces: number;
  readonly bytes: number;
}

export interface ExportRequest {
  /** Below /api. */
  readonly path: string;
  /** Sent with POST; left out: GET. */
  readonly body?: unknown;
}

/** A file as it came; `isWhole` only where its last line is the one that the server writes when everything is out. */
export interface ExportedFile {
  readonly blob: Blob;
  readonly progress: ExportProgress;
  readonly isWhole: boolean;
}

/** Browsers keep blobs on disk once they are large; parts in memory stay below this. */
const foldBytes = 4 * 1024 * 1024;
const lineFeed = 10;
const endCharsMax = 200;

/**
 * Reads an export while it is written. By fetch rather than by a plain download: only so the page knows how many rows came, can
 * stop it, and tells a cut file from a whole one. The parts become a Blob, which the browser keeps on disk, so that memory does not
 * grow with the file; writing straight to a chosen file (showSaveFilePicker) works in Chromium on https only.
 * Rejects with ApiError, or with the abort of `signal`.
 */
export async function streamExport(
  { path, body }: ExportRequest,
  format: ExportFormat,
  signal: AbortSignal,
  onProgress: (progress: ExportProgress) => void,
): Promise<ExportedFile> {
  const response = await ask({ path, body }, signal);
  if (!response.ok || response.body === null) throw await readError(response);
  const reader = response.body.getReader();
  const type = response.headers.get("content-type") ?? "application/octet-stream";
  let blob = new Blob([], { type });
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  let lines = 0;
  let held = 0;
  let isCut = false;
  const progress = () => ({ traces: Math.max(0, lines - headLines(format)), bytes });
  const fold = () => {
    blob = new Blob([blob, ...parts], { type });
    parts = [];
    held = 0;
  };
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const part = read.value as Uint8Array<ArrayBuffer>;
      parts.push(part);
      bytes += part.length;
      held += part.length;
      lines += countLines(part);
      if (held >= foldBytes) fold();
      onProgress(progress());
    }
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    // The connection broke: what came is kept, and named as what it is.
    isCut = true;
  }
  fold();
  const end = await blob.slice(Math.max(0, blob.size - endCharsMax)).text();
  const isWhole = !isCut && isEnd(format, end.trimEnd().split("\n").at(-1) ?? "");
  return { blob, isWhole, progress: isWhole ? { ...progress(), traces: progress().traces - 1 } : progress() };
}

async function ask({ path, body }: ExportRequest, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(`/api${path}`, {
      cache: "no-store",
      credentials: "same-origin",
      signal,
      ...(body === undefined
        ? {}
        : {
            method: "POST",
            body: JSON.stringify(body),
            headers: { "content-type": "application/json" },
            // Pages say no-referrer, under which browsers leave out Origin as well; the API wants to see it.
            referrerPolicy: "same-origin" as const,
          }),
    });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    throw new Error("The console did not answer. Check that it is running, then export again.", { cause: thrown });
  }
}

/** The line that the server writes last, and never before everything else is out. */
export function isEnd(format: ExportFormat, line: string): boolean {
  if (format === "csv") return /^"?# end: \d+ traces"?,*$/.test(line);
  if (format === "otlp-json") return line === '{"resourceSpans":[]}';
  return /^\{"end":\{"traces":\d+\}\}$/.test(line);
}

function headLines(format: ExportFormat): number {
  return format === "csv" ? 1 : 0;
}

/** Values never hold a line feed of their own: JSON escapes them, and CSV cells are written on one line. */
function countLines(part: Uint8Array): number {
  let count = 0;
  for (const byte of part) if (byte === lineFeed) count += 1;
  return count;
}

/** Hands the file to the browser's downloads. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the blob by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
