import { createHash } from "node:crypto";
import { PlumblineError } from "@plumbline/base/errors";
import type { TraceId } from "@plumbline/base/ids";
import type { TraceFilter } from "./types";

/** The last row of a page: where the next one goes on. */
export interface TracePosition {
  /** Microseconds since 1970. */
  readonly startTimeUs: bigint;
  readonly traceId: TraceId;
}

const digestBytes = 6;
const bodyBytes = 24;

/**
 * 30 bytes as 40 base64url characters: start time in microseconds (8), trace id (16), digest (6). The digest covers the
 * project and the filters, so that a cursor of another query is refused instead of silently skipping rows. It is no
 * secret: a forged cursor could only choose a position in rows that the grant opens anyway. The time range is left out of
 * it, because "the last hour" moves between two pages.
 */
export function formatCursor(position: TracePosition, projectId: string, filter: TraceFilter): string {
  const body = Buffer.alloc(bodyBytes);
  body.writeBigInt64BE(position.startTimeUs, 0);
  body.write(position.traceId, 8, "hex");
  return Buffer.concat([body, digest(body, projectId, filter)]).toString("base64url");
}

/** Throws `request.invalid` for anything that `formatCursor` did not make for this project and these filters. */
export function parseCursor(cursor: string, projectId: string, filter: TraceFilter): TracePosition {
  const bytes = Buffer.from(cursor, "base64url");
  const body = bytes.subarray(0, bodyBytes);
  const isOurs =
    cursor.length === 40 &&
    bytes.length === bodyBytes + digestBytes &&
    bytes.toString("base64url") === cursor &&
    bytes.subarray(bodyBytes).equals(digest(body, projectId, filter));
  if (!isOurs) {
    throw new PlumblineError("request.invalid", {
      field: "cursor",
      message:
        "The cursor is not one that this query gave. Send nextCursor of the page before, unchanged, with the same filters; or leave it out to start at the first page.",
    });
  }
  return { startTimeUs: body.readBigInt64BE(0), traceId: body.toString("hex", 8) as TraceId };
}

function digest(body: Buffer, projectId: string, filter: TraceFilter): Buffer {
  const { application, statuses, spanName, traceId, sessionId, userId, evaluationStates } = filter;
  const canonical = JSON.stringify([
    projectId,
    application ?? null,
    statuses === undefined ? null : [...statuses].sort(),
    spanName ?? null,
    traceId ?? null,
    sessionId ?? null,
    userId ?? null,
    evaluationStates === undefined ? null : [...evaluationStates].sort(),
  ]);
  return createHash("sha256").update(body).update(canonical).digest().subarray(0, digestBytes);
}
