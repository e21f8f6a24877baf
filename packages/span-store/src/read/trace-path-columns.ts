import type { TraceId } from "@plumbline/base/ids";
import type { JsonObject, JsonValue } from "@plumbline/base/json";
import type { Pool } from "@plumbline/db/pool";
import type { Path } from "@plumbline/span/extraction/path";
import { walk } from "@plumbline/span/extraction/walk";
import { cutWellFormed } from "@plumbline/span/preview";
import { decodePayload } from "../codec";
import { selectSpans } from "./select-spans";
import { readOne, SpanVersions } from "./span-versions";
import { readRows, type Statement } from "./statement";
import { inSlices, type Sliced } from "./time-slices";
import type { TraceListItem } from "./types";

export const columnsMax = 10;
export const columnCharsMax = 300;

/** Of one trace, and of one page, in bytes of spans before compression. The first chunk of a trace is always within it. */
export const columnBytesMax = { trace: 1024 * 1024, page: 16 * 1024 * 1024 } as const;

/**
 * What paths lead to in a trace: in its root span, else in the first span by time that has it. Null: in none. Texts, and JSON of
 * lists and objects, are cut at `columnCharsMax` characters.
 */
export interface TraceColumns {
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  /** The trace, or the page, is larger than what is read for columns: null may stand for what was not looked at. */
  readonly isCut: boolean;
}

interface ChunkRow {
  /** From 1. */
  readonly place: bigint;
  /** Null where the limits leave the chunk out. */
  readonly payload: Buffer | null;
}

/** In the order of the traces. */
export async function readTraceColumns(
  pool: Pool,
  projectId: string,
  traces: readonly TraceListItem[],
  paths: readonly Path[],
): Promise<readonly TraceColumns[]> {
  if (traces.length === 0 || paths.length === 0) return traces.map(() => ({ values: {}, isCut: false }));
  const rows = await readRows<ChunkRow>(pool, columnChunksStatement(projectId, traces));
  const chunks = traces.map((): (Buffer | null)[] => []);
  for (const { place, payload } of rows) chunks[Number(place) - 1]?.push(payload);
  return inSlices(columnsOf(chunks, paths));
}

type Values = Record<string, string | number | boolean | null>;

function* columnsOf(chunks: readonly (readonly (Buffer | null)[])[], paths: readonly Path[]): Sliced<TraceColumns[]> {
  const columns: TraceColumns[] = [];
  for (const payloads of chunks) {
    const raws = payloads.flatMap((payload) => (payload === null ? [] : [decodePayload(payload)]));
    yield;
    const values: Values = Object.create(null);
    for (const { text } of paths) values[text] = null;
    // Most columns are found in the root; the other spans are decoded only where one is not.
    yield* fill(values, raws, true, paths);
    if (paths.some(({ text }) => values[text] === null)) yield* fill(values, raws, false, paths);
    columns.push({ values, isCut: payloads.includes(null) });
  }
  return columns;
}

/** Looks for what is still missing in the roots, or in the spans below them, by time. */
function* fill(values: Values, raws: readonly Buffer[], isRoot: boolean, paths: readonly Path[]): Sliced<void> {
  const versions = new SpanVersions();
  for (const raw of raws) {
    for (const located of selectSpans(raw, { isRoot })) versions.add(located);
    yield;
  }
  for (const located of versions.sorted()) {
    const missing = paths.filter(({ text }) => values[text] === null);
    if (missing.length === 0) return;
    const { attributes, resource } = readOne(located).document;
    for (const { text, steps } of missing) {
      const { found } = walk({ attributes, resource } as unknown as JsonObject, steps, "document");
      values[text] = shownValue(found.map(({ value }) => value).filter((value) => value !== null));
    }
    yield;
  }
}

function shownValue(found: readonly JsonValue[]): string | number | boolean | null {
  const [first, ...others] = found;
  if (first === undefined || first === null) return null;
  if (others.length > 0) return cutWellFormed(JSON.stringify(found), columnCharsMax);
  if (typeof first === "object") return cutWellFormed(JSON.stringify(first), columnCharsMax);
  return typeof first === "string" ? cutWellFormed(first, columnCharsMax) : first;
}

/**
 * The chunks of all traces of a page in one statement, oldest first. The bounds of all of them are constants, so that the
 * planner leaves out every other day; as in payload-chunks.ts a day is added in front. A payload that the limits leave out is
 * never read: the sums run over the narrow part of the rows.
 */
export function columnChunksStatement(projectId: string, traces: readonly TraceListItem[]): Statement {
  const starts = traces.map(({ startTime }) => Date.parse(startTime));
  const ends = traces.map(({ durationNs }, index) => (starts[index] ?? 0) + Math.ceil(Number(durationNs) / 1e6) + 1);
  return {
    text: `SELECT place, CASE WHEN before_in_trace < $5 AND before_in_page < $6 THEN payload END AS payload
FROM (
  SELECT wanted.place, chunk.payload, chunk.start_time, chunk.content_hash,
    sum(chunk.raw_bytes) OVER (PARTITION BY wanted.place ORDER BY chunk.start_time, chunk.content_hash) - chunk.raw_bytes AS before_in_trace,
    sum(chunk.raw_bytes) OVER (ORDER BY wanted.place, chunk.start_time, chunk.content_hash) - chunk.raw_bytes AS before_in_page
  FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted(trace_id, place)
  JOIN trace_payload AS chunk ON chunk.project_id = $1 AND chunk.trace_id = wanted.trace_id
  WHERE chunk.start_time BETWEEN $3::timestamptz - interval '1 day' AND $4
) AS chunks
ORDER BY place, start_time, content_hash`,
    values: [
      projectId,
      traces.map(({ traceId }: { traceId: TraceId }) => traceId),
      new Date(Math.min(...starts)).toISOString(),
      new Date(Math.max(...ends)).toISOString(),
      columnBytesMax.trace,
      columnBytesMax.page,
    ],
  };
}
