import { unixNanoToIso } from "@plumbline/base/time";
import type { PoolClient } from "@plumbline/db/pool";
import { decodePayload } from "../codec";
import { copyLiteral, copyOut } from "../read/copy-out";

/** A trace whose payloads are wanted. Its spans lie between these times, in microseconds since 1970. */
export interface TraceToRead {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  readonly startUs: number;
  readonly endUs: number;
}

export interface StoredChunk {
  /** Which of the traces, by its place. */
  readonly place: number;
  /** Earliest span start of the chunk. */
  readonly startUs: number;
  /** Compressed, with its codec byte: `decodePayload` reads it. */
  readonly payload: Buffer;
}

const usPerDay = 86_400_000_000;
const hexId = /^[0-9a-f]{32}$/;

/** All chunks of some traces, in the order of the traces. */
export async function readStoredChunks(
  client: PoolClient,
  projectId: string,
  traces: readonly TraceToRead[],
): Promise<StoredChunk[]> {
  if (traces.length === 0) return [];
  const rows = await copyOut(client, chunksText(projectId, traces));
  const chunks = rows.map(([place, startUs, payload]): StoredChunk => {
    if (!place || !startUs || !payload) throw new Error("COPY answered NULL for a column that is NOT NULL.");
    return { place: place.readInt32BE(0), startUs: startUs.readDoubleBE(0), payload };
  });
  return chunks.sort((a, b) => a.place - b.place || a.startUs - b.startUs);
}

/**
 * The bounds of all are constants, so that the planner leaves out every other day, and of those that it keeps each trace looks into
 * its own only. As in payload-chunks.ts a day is added in
 * front: a chunk may begin with an older version of a span.
 */
function chunksText(projectId: string, traces: readonly TraceToRead[]): string {
  const ids = traces.map(({ traceId }) => {
    if (!hexId.test(traceId)) throw new Error(`Not a trace id: ${traceId}`);
    return traceId;
  });
  const from = Math.min(...traces.map(({ startUs }) => startUs)) - usPerDay;
  const to = Math.max(...traces.map(({ endUs }) => endUs));
  // Made from numbers: nothing else can stand in them.
  const times = (of: (trace: TraceToRead) => number) => `'{${traces.map((trace) => isoOfUs(of(trace))).join(",")}}'`;
  const froms = times(({ startUs }) => startUs - usPerDay);
  const tos = times(({ endUs }) => endUs);
  return `SELECT wanted.place::integer - 1, (extract(epoch FROM payload.start_time) * 1000000)::float8, payload.payload
FROM unnest('{${ids.join(",")}}'::uuid[], ${froms}::timestamptz[], ${tos}::timestamptz[])
  WITH ORDINALITY AS wanted(trace_id, from_time, to_time, place)
JOIN trace_payload AS payload ON payload.project_id = ${copyLiteral(projectId)} AND payload.trace_id = wanted.trace_id
  AND payload.start_time BETWEEN wanted.from_time AND wanted.to_time
WHERE payload.start_time BETWEEN ${copyLiteral(isoOfUs(from))}::timestamptz AND ${copyLiteral(isoOfUs(to))}::timestamptz`;
}

/** Microseconds since 1970 as PostgreSQL reads them to the last digit. */
export function isoOfUs(us: number): string {
  return unixNanoToIso(BigInt(Math.max(0, us)) * 1000n);
}

export function decodeChunk(chunk: StoredChunk): Buffer {
  return decodePayload(chunk.payload);
}
