import { type SpanId, spanIdToBigint, type TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { ReadSpan } from "@plumbline/span/document/types";
import { readSpan } from "@plumbline/span/read-span";
import { compareVersions, type SpanVersion } from "../write/merge-rule";
import type { TraceBounds } from "./get-trace";
import type { LocatedSpan } from "./select-spans";
import { bestVersionFirst } from "./span-columns";
import { readRows } from "./statement";
import type { Sliced } from "./time-slices";

/** Keeps the best version of each span, by the writer's own rule, so that a span's row and its content always agree. */
export class SpanVersions {
  private readonly best = new Map<string, LocatedSpan>();

  add(candidate: LocatedSpan): void {
    const { spanId } = candidate.span;
    const known = this.best.get(spanId);
    if (known === undefined || compareVersions(candidate.version, known.version) > 0) this.best.set(spanId, candidate);
  }

  get size(): number {
    return this.best.size;
  }

  /** By start time, then span id. */
  sorted(): LocatedSpan[] {
    return [...this.best.values()].sort(byStart);
  }

  /** By start time, then span id. */
  *read(): Sliced<Map<SpanId, ReadSpan>> {
    const spans = yield* readEach(this.sorted());
    return new Map(spans.map((span) => [span.document.span_id as SpanId, span] as const));
  }
}

function byStart({ span: a }: LocatedSpan, { span: b }: LocatedSpan): number {
  if (a.startTimeUnixNano !== b.startTimeUnixNano) return a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : 1;
}

export function* readEach(located: readonly LocatedSpan[]): Sliced<ReadSpan[]> {
  const spans: ReadSpan[] = [];
  for (const one of located) {
    spans.push(readOne(one));
    yield;
  }
  return spans;
}

export function readOne({ span, resource, scope }: LocatedSpan): ReadSpan {
  return readSpan(span, resource, scope);
}

/** The hash as span.content_hash holds it. */
export function contentHashOf({ hashHigh, hashLow }: SpanVersion): bigint {
  return (BigInt(hashHigh) << 32n) | BigInt(hashLow >>> 0);
}

/** Where the version lies that counts for a span, and its content hash; undefined where the trace has no such span. */
export async function findSpanVersion(
  pool: Pool,
  projectId: string,
  traceId: TraceId,
  spanId: SpanId,
  bounds: TraceBounds,
): Promise<{ startIso: string; contentHash: bigint } | undefined> {
  const rows = await readRows<{ start_iso: string; content_hash: bigint }>(pool, {
    text: `SELECT to_char(start_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS start_iso, content_hash
FROM span
WHERE project_id = $1 AND trace_id = $2 AND span_id = $3 AND start_time BETWEEN $4 AND $5
ORDER BY ${bestVersionFirst}
LIMIT 1`,
    values: [projectId, traceId, spanIdToBigint(spanId).toString(), bounds.startIso, bounds.endIso],
  });
  const [row] = rows;
  return row === undefined ? undefined : { startIso: row.start_iso, contentHash: row.content_hash };
}
