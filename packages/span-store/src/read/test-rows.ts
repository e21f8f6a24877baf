import { randomBytes } from "node:crypto";
import type { TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { Query, Value } from "@plumbline/query/query";
import { noteTraces } from "../metrics/note-traces";

/** A row of `trace` for tests that need its exact state; columns are named as in the table. */
export async function insertTrace(
  pool: Pool,
  projectId: string,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<TraceId> {
  const row: Record<string, unknown> = {
    project_id: projectId,
    trace_id: randomBytes(16).toString("hex"),
    start_time: "2026-11-21T12:00:00Z",
    end_time: "2026-11-21T12:00:01Z",
    duration_ns: 1_000_000_000,
    application: "helpdesk",
    name: "POST /answer",
    root_kind: 3,
    status: 0,
    has_root: true,
    is_running: false,
    span_count: 1,
    error_count: 0,
    orphan_count: 0,
    ...columns,
  };
  const names = Object.keys(row);
  await pool.query(
    `INSERT INTO trace (${names.join(", ")}) VALUES (${names.map((_, index) => `$${index + 1}`).join(", ")})`,
    Object.values(row),
  );
  await noteTraces(pool, projectId);
  return String(row.trace_id) as TraceId;
}

/** A clause as the parser makes it: one value compared with `=`, several with `in`. */
export function where(field: string, ...values: readonly Value[]): Query {
  return { type: "clause", field, operator: values.length === 1 ? "=" : "in", values };
}

export function allOf(...items: readonly Query[]): Query {
  return { type: "and", items };
}
