import { createHash } from "node:crypto";
import { PlumblineError } from "@plumbline/base/errors";
import type { TraceId } from "@plumbline/base/ids";
import type { Query } from "@plumbline/query/query";
import type { TraceQuery } from "./types";

/** A row at the edge of a page: where its neighbour goes on. */
export interface TracePosition {
  /**
   * What the list is sorted by: the start in microseconds since 1970, the duration in nanoseconds, tokens, or the cost; -1
   * where it is missing. All of them are exact in a double.
   */
  readonly key: number;
  readonly traceId: TraceId;
}

/** The range is no part of it. */
type CursorScope = Pick<TraceQuery, "query" | "sort"> & Partial<Pick<TraceQuery, "from" | "to">>;

const digestBytes = 6;
const bodyBytes = 24;

/**
 * 30 bytes as 40 base64url characters: sort key (8), trace id (16), digest (6). The digest covers the project, the query and
 * the order, so that a cursor of another query is refused instead of silently skipping rows. It is no secret: a forged cursor
 * could only choose a position in rows that the grant opens anyway. The time range is left out of it, because "the last hour"
 * moves between two pages.
 */
export function formatCursor(position: TracePosition, projectId: string, scope: CursorScope): string {
  const body = Buffer.alloc(bodyBytes);
  body.writeDoubleBE(position.key, 0);
  body.write(position.traceId, 8, "hex");
  return Buffer.concat([body, digest(body, projectId, scope)]).toString("base64url");
}

/** Throws `request.invalid` for anything that `formatCursor` did not make for this project, query and order. */
export function parseCursor(cursor: string, projectId: string, scope: CursorScope): TracePosition {
  const bytes = Buffer.from(cursor, "base64url");
  const body = bytes.subarray(0, bodyBytes);
  const isOurs =
    cursor.length === 40 &&
    bytes.length === bodyBytes + digestBytes &&
    bytes.toString("base64url") === cursor &&
    bytes.subarray(bodyBytes).equals(digest(body, projectId, scope));
  const key = isOurs ? body.readDoubleBE(0) : Number.NaN;
  const isKey = scope.sort?.field === "cost" ? Number.isFinite(key) : Number.isSafeInteger(key);
  if (!isKey) {
    throw new PlumblineError("request.invalid", {
      field: "cursor",
      message:
        "The cursor is not one that this query gave. Send nextCursor or prevCursor of another page, unchanged, with the same filters and order; or leave it out to start at the first page.",
    });
  }
  return { key, traceId: body.toString("hex", 8) as TraceId };
}

function digest(body: Buffer, projectId: string, { query, sort }: CursorScope): Buffer {
  const order = sort === undefined ? "-time" : `${sort.isDescending ? "-" : ""}${sort.field}`;
  const canonical = JSON.stringify([projectId, order, query === undefined ? null : canonicalTree(query)]);
  return createHash("sha256").update(body).update(canonical).digest().subarray(0, digestBytes);
}

/** The tree without the order in which its objects were built, and of alternatives. */
function canonicalTree(query: Query): unknown {
  switch (query.type) {
    case "and":
    case "or":
      return [query.type, ...query.items.map(canonicalTree)];
    case "not":
    case "has":
      return [query.type, canonicalTree(query.item)];
    case "text":
      return [query.type, query.text];
    case "clause":
      return [query.field, query.operator, ...[...query.values].sort()];
  }
}
