import { setImmediate as nextTurn } from "node:timers/promises";
import type { Grant } from "@plumbline/base/grant";
import type { TraceId } from "@plumbline/base/ids";
import { resourceSpansFromProtobuf } from "@plumbline/otlp/json-from-protobuf";
import type { Query } from "@plumbline/query/query";
import type { Path } from "@plumbline/span/extraction/path";
import { renderPath } from "@plumbline/span/extraction/render-path";
import type { SpanReader } from "@plumbline/span-store/read/create-span-reader";
import { listLimitMax } from "@plumbline/span-store/read/list-traces";
import type { TraceFilter, TracePage } from "@plumbline/span-store/read/types";
import { type ListedTrace, listedTraces } from "../schemas/listed-trace";
import { csvEnd, csvHead, csvLine } from "./export-csv";

export const exportFormats = ["jsonl", "csv", "otlp-json"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportRequest {
  readonly format: ExportFormat;
  readonly filter: TraceFilter;
  /** These of the filter's traces only, in this order; left out: all of them, newest first. */
  readonly traceIds?: readonly TraceId[];
  /** Paths into spans that become columns or keys. */
  readonly paths: readonly Path[];
}

/**
 * Everything that matches, one trace a line. Reads by keyset, the next page only after the one before was taken, so
 * that a slow reader costs neither memory nor a connection. The last line is one that stands nowhere else: without it, the file was
 * cut off.
 */
export async function* exportLines(
  spans: SpanReader,
  grant: Grant<"trace:read">,
  { format, filter, traceIds, paths }: ExportRequest,
): AsyncGenerator<Uint8Array> {
  const names = paths.map(({ steps }) => renderPath(steps));
  if (format === "csv") yield Buffer.from(csvHead(names));
  let count = 0;
  const found =
    traceIds === undefined ? matchingPages(spans, grant, filter) : namedPages(spans, grant, filter, traceIds);
  for await (const items of found) {
    const page = await listedTraces(
      spans,
      grant,
      items,
      format === "otlp-json" || paths.length === 0 ? undefined : paths,
    );
    count += page.length;
    if (format === "otlp-json") yield* otlpLines(spans, grant, page);
    else if (page.length > 0) {
      const lines = page.map((trace) => (format === "csv" ? csvLine(trace, names) : `${JSON.stringify(trace)}\n`));
      yield Buffer.from(lines.join(""));
    }
  }
  yield Buffer.from(endOf(format, count));
}

function endOf(format: ExportFormat, traces: number): string {
  if (format === "csv") return csvEnd(traces);
  return format === "jsonl" ? `${JSON.stringify({ end: { traces } })}\n` : '{"resourceSpans":[]}\n';
}

async function* matchingPages(
  spans: SpanReader,
  grant: Grant<"trace:read">,
  filter: TraceFilter,
): AsyncGenerator<TracePage> {
  let cursor: string | undefined;
  do {
    const page = await spans.listTraces(grant, {
      ...filter,
      limit: listLimitMax,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield page;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Traces by their ids, a page of ids at a time. One that is not there any more has no row. */
async function* namedPages(
  spans: SpanReader,
  grant: Grant<"trace:read">,
  filter: TraceFilter,
  traceIds: readonly TraceId[],
): AsyncGenerator<TracePage> {
  for (let start = 0; start < traceIds.length; start += listLimitMax) {
    const values = traceIds.slice(start, start + listLimitMax);
    const query: Query = { type: "clause", field: "trace", operator: "in", values };
    const page = await spans.listTraces(grant, { ...filter, query, limit: listLimitMax });
    const places = new Map(values.map((traceId, place) => [traceId, place]));
    const place = ({ traceId }: { readonly traceId: TraceId }) => places.get(traceId) ?? 0;
    yield { ...page, items: page.items.toSorted((a, b) => place(a) - place(b)) };
  }
}

/**
 * A trace as one TracesData object in OTLP/JSON, as the file exporter of OpenTelemetry writes them. Written chunk by chunk as the
 * store holds it, so that a trace of any size needs the memory of one chunk; versions of a span that were replaced are in it too,
 * the last one last.
 */
async function* otlpLines(
  spans: SpanReader,
  grant: Grant<"trace:read">,
  page: readonly ListedTrace[],
): AsyncGenerator<Uint8Array> {
  for (const { traceId } of page) {
    yield Buffer.from('{"resourceSpans":[');
    let isFirst = true;
    for await (const raw of await spans.exportTrace(grant, traceId as TraceId)) {
      const parts = resourceSpansFromProtobuf(Buffer.from(raw)).map((part) => JSON.stringify(part));
      if (parts.length === 0) continue;
      yield Buffer.from(`${isFirst ? "" : ","}${parts.join(",")}`);
      isFirst = false;
      // A large chunk takes its time; other requests come in between.
      await nextTurn();
    }
    yield Buffer.from("]}\n");
  }
}
