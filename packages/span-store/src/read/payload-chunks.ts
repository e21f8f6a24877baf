import type { TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { decodePayloadAside } from "../codec";
import { copyLiteral, copyOut } from "./copy-out";
import type { TraceBounds } from "./get-trace";
import { asReadError } from "./statement";

/** Few, so that a trace of any size needs little memory at a time; fewer still where the first is likely the right one. */
const chunksPerRead = { "oldest first": 8, "newest first": 2 } as const;
export type ChunkOrder = keyof typeof chunksPerRead;

interface ChunkPosition {
  readonly startIso: string;
  readonly contentHash: bigint;
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
    const rows: ChunkRow[] = await readChunks(pool, chunksText(projectId, traceId, bounds, order, after));
    for (const row of rows) yield await decodePayloadAside(row.payload);
    after = rows.length === chunksPerRead[order] ? rows.at(-1) : undefined;
  } while (after !== undefined);
}

/** By COPY: ten megabytes come as bytes and not as twenty megabytes of hex digits. Throws as `readRows`. */
async function readChunks(pool: Pool, text: string): Promise<ChunkRow[]> {
  try {
    const client = await pool.connect();
    let broken: unknown;
    try {
      const rows = await copyOut(client, text);
      return rows.map(([startIso, contentHash, payload]) => {
        if (!startIso || !contentHash || !payload) throw new Error("COPY answered NULL for a column that is NOT NULL.");
        return { startIso: startIso.toString("utf8"), contentHash: contentHash.readBigInt64BE(0), payload };
      });
    } catch (error) {
      broken = error;
      throw error;
    } finally {
      client.release(broken instanceof Error ? broken : undefined);
    }
  } catch (error) {
    throw asReadError(error);
  }
}

/**
 * A day is added in front of the bounds: the chunk that holds a span may begin with an older version of another span, one
 * that began earlier and has been replaced since. It costs one more partition to probe.
 */
export function chunksText(
  projectId: string,
  traceId: TraceId,
  bounds: TraceBounds,
  order: ChunkOrder,
  after?: ChunkPosition,
): string {
  const [direction, beyond] = order === "oldest first" ? ["ASC", ">"] : ["DESC", "<"];
  const beyondLast =
    after === undefined
      ? ""
      : `\n  AND (start_time, content_hash) ${beyond} (${copyLiteral(after.startIso)}::timestamptz, ${copyLiteral(String(after.contentHash))}::bigint)`;
  return `SELECT to_char(start_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS start_time_iso, content_hash, payload
FROM trace_payload
WHERE project_id = ${copyLiteral(projectId)} AND trace_id = ${copyLiteral(traceId)}
  AND start_time BETWEEN ${copyLiteral(bounds.startIso)}::timestamptz - interval '1 day' AND ${copyLiteral(bounds.endIso)}::timestamptz${beyondLast}
ORDER BY start_time ${direction}, content_hash ${direction}
LIMIT ${chunksPerRead[order]}`;
}
