import type { TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { decodePayload } from "../codec";
import type { TraceBounds } from "./get-trace";
import { readRows, type Statement } from "./statement";

/** Few, so that a trace of any size needs little memory at a time; fewer still where the first is likely the right one. */
const chunksPerRead = { "oldest first": 8, "newest first": 2 } as const;
export type ChunkOrder = keyof typeof chunksPerRead;

interface ChunkPosition {
  readonly start_time_iso: string;
  readonly content_hash: bigint;
}

interface ChunkRow extends ChunkPosition {
  readonly payload: Buffer;
}

/** The raw TracesData messages of a trace, as they came, one by one; by start time of their earliest span. */
export async function* readPayloadChunks(
  pool: Pool,
  projectId: string,
  traceId: TraceId,
  bounds: TraceBounds,
  order: ChunkOrder = "oldest first",
): AsyncGenerator<Buffer> {
  let after: ChunkPosition | undefined;
  do {
    const rows: ChunkRow[] = await readRows<ChunkRow>(pool, chunksStatement(projectId, traceId, bounds, order, after));
    for (const row of rows) yield decodePayload(row.payload);
    after = rows.length === chunksPerRead[order] ? rows.at(-1) : undefined;
  } while (after !== undefined);
}

/**
 * A day is added in front of the bounds: the chunk that holds a span may begin with an older version of another span, one
 * that began earlier and has been replaced since. It costs one more partition to probe.
 */
export function chunksStatement(
  projectId: string,
  traceId: TraceId,
  bounds: TraceBounds,
  order: ChunkOrder,
  after?: ChunkPosition,
): Statement {
  const [direction, beyond] = order === "oldest first" ? ["ASC", ">"] : ["DESC", "<"];
  return {
    text: `SELECT to_char(start_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS start_time_iso, content_hash, payload
FROM trace_payload
WHERE project_id = $1 AND trace_id = $2
  AND start_time BETWEEN $3::timestamptz - interval '1 day' AND $4${
    after === undefined ? "" : `\n  AND (start_time, content_hash) ${beyond} ($5, $6)`
  }
ORDER BY start_time ${direction}, content_hash ${direction}
LIMIT ${chunksPerRead[order]}`,
    values: [
      projectId,
      traceId,
      bounds.startIso,
      bounds.endIso,
      ...(after === undefined ? [] : [after.start_time_iso, after.content_hash.toString()]),
    ],
  };
}
