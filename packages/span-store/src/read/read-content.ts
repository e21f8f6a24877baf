import { PlumblineError } from "@plumbline/base/errors";
import type { SpanId, TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { ReadSpan } from "@plumbline/span/document/types";
import { compareVersions } from "../write/merge-rule";
import { locateTrace } from "./get-trace";
import type { LargeSpanCache } from "./large-span-cache";
import { readPayloadChunks } from "./payload-chunks";
import { type LocatedSpan, type SpanSelection, selectSpans } from "./select-spans";
import { contentHashOf, findSpanVersion, readEach, readOne, SpanVersions } from "./span-versions";
import { atOnce, inSlices, nextTurn } from "./time-slices";
import type { TraceContent } from "./types";

/**
 * Bytes of spans that one read decodes. Decoded values take several times as much memory as their bytes, and a console
 * process serves many people.
 */
export const contentBytesMax = 64 * 1024 * 1024;

/**
 * The chosen spans of a trace with their contents. Chunks are read and decoded one after the other, so that memory holds
 * one chunk and the chosen spans. Throws `resource.not_found` for the trace and `request.too_large` beyond
 * `contentBytesMax`.
 */
export async function readContent(
  pool: Pool,
  projectId: string,
  traceId: TraceId,
  selection: SpanSelection,
): Promise<TraceContent> {
  const versions = new SpanVersions();
  for await (const located of readLocated(pool, projectId, traceId, selection)) versions.add(located);
  return { traceId, spans: await inSlices(versions.read()) };
}

/**
 * All that is stored of a trace, spans that a better version has replaced among it; of one span the best version stands
 * last. Throws as `readContent`.
 */
export async function readEveryVersion(pool: Pool, projectId: string, traceId: TraceId): Promise<ReadSpan[]> {
  const versions = new Map<string, LocatedSpan>();
  for await (const located of readLocated(pool, projectId, traceId, {})) {
    versions.set(`${located.span.spanId} ${contentHashOf(located.version)}`, located);
  }
  const sorted = [...versions.values()].sort((a, b) => compareVersions(a.version, b.version));
  return inSlices(readEach(sorted));
}

async function* readLocated(
  pool: Pool,
  projectId: string,
  traceId: TraceId,
  selection: SpanSelection,
): AsyncGenerator<LocatedSpan> {
  const { bounds } = await locateTrace(pool, projectId, traceId);
  let bytes = 0;
  for await (const raw of readPayloadChunks(pool, projectId, traceId, bounds)) {
    if (!mayHoldChosen(raw, selection)) continue;
    for (const located of selectSpans(raw, selection)) {
      const [start, end] = located.span.byteRange;
      bytes += end - start;
      yield located;
    }
    if (bytes > contentBytesMax) throw tooLarge();
    await nextTurn();
  }
}

/**
 * Throws `resource.not_found` for the trace or the span.
 *
 * The span's row says which version counts. Chunks are tried from the one that begins just before the span backwards, and
 * reading ends with the chunk that holds exactly that version: of a trace of 50,000 spans one chunk in a hundred is decoded.
 * Large spans are kept in `largeSpans` under that version: a page reads them part by part.
 */
export async function readSpanContent(
  pool: Pool,
  projectId: string,
  traceId: TraceId,
  spanId: SpanId,
  largeSpans?: LargeSpanCache,
): Promise<ReadSpan> {
  const { bounds } = await locateTrace(pool, projectId, traceId);
  const row = await findSpanVersion(pool, projectId, traceId, spanId, bounds);
  if (row === undefined) throw spanNotFound();
  const key = [projectId, traceId, spanId, row.contentHash].join(" ");
  const known = largeSpans?.get(key);
  if (known !== undefined) return known;
  const versions = new SpanVersions();
  const before = { startIso: bounds.startIso, endIso: row.startIso };
  for await (const raw of readPayloadChunks(pool, projectId, traceId, before, "newest first")) {
    if (!mayHoldChosen(raw, { spanIds: new Set([spanId]) })) continue;
    for (const located of selectSpans(raw, { spanIds: new Set([spanId]) })) {
      versions.add(located);
      if (contentHashOf(located.version) !== row.contentHash) continue;
      const span = readOne(located);
      const [start, end] = located.span.byteRange;
      largeSpans?.keep(key, span, end - start);
      return span;
    }
  }
  const span = atOnce(versions.read()).get(spanId);
  if (span === undefined) throw spanNotFound();
  return span;
}

function spanNotFound(): PlumblineError {
  return new PlumblineError("resource.not_found", {
    field: "spanId",
    message: "This trace has no span with this id, or it has not arrived yet.",
  });
}

/**
 * The raw OTLP bytes of a trace: together one TracesData message, because protobuf joins repeated fields. Versions of a span
 * that have been replaced are in it too. Throws `resource.not_found` before the first byte.
 */
export async function exportTrace(pool: Pool, projectId: string, traceId: TraceId): Promise<AsyncIterable<Buffer>> {
  const { bounds } = await locateTrace(pool, projectId, traceId);
  return readPayloadChunks(pool, projectId, traceId, bounds);
}

/** Searching a chunk for eight bytes is far cheaper than walking its spans. */
function mayHoldChosen(raw: Buffer, { spanIds }: SpanSelection): boolean {
  if (spanIds === undefined || spanIds.size > 4) return true;
  return [...spanIds].some((spanId) => raw.includes(Buffer.from(spanId, "hex")));
}

function tooLarge(): PlumblineError {
  return new PlumblineError("request.too_large", {
    message: `The chosen spans of this trace are larger than ${contentBytesMax / 1024 / 1024} MiB together. Choose fewer spans; each span can be read by itself.`,
  });
}
