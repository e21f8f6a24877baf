import type { Pool } from "@plumbline/db/pool";
import type { Query } from "@plumbline/query/query";
import { hasContentClause, relax } from "@plumbline/query/relax";
import { traceCondition } from "../read/compile-query";
import { newParameterList } from "../read/statement";
import { selectByIds } from "../search/candidate-rows";
import { TraceVerifier } from "../search/verify-traces";

/**
 * Which of these traces a query holds for, by their ids in UUID form. What only the contents of spans tell is read from them,
 * for those whose rows fit.
 */
export async function matchTraces(
  pool: Pool,
  projectId: string,
  query: Query | undefined,
  traceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (query === undefined || traceIds.length === 0) return new Set(traceIds);
  const rows = hasContentClause(query) ? relax(query) : query;
  const fitting = rows === undefined ? traceIds : await matchRows(pool, projectId, rows, traceIds);
  return hasContentClause(query) ? matchContents(pool, projectId, query, fitting) : new Set(fitting);
}

async function matchRows(
  pool: Pool,
  projectId: string,
  query: Query,
  traceIds: readonly string[],
): Promise<readonly string[]> {
  const parameters = newParameterList();
  const { rows } = await pool.query<{ trace_id: string }>(
    `SELECT trace_id FROM trace
      WHERE project_id = ${parameters.value(projectId)} AND trace_id = ANY (${parameters.value(traceIds)}::uuid[])
        AND ${traceCondition(query, parameters)}`,
    [...parameters.values],
  );
  return rows.map((row) => row.trace_id);
}

async function matchContents(
  pool: Pool,
  projectId: string,
  query: Query,
  traceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const verifier = new TraceVerifier(pool, client, projectId, query, undefined);
    const scope = {
      projectId,
      fromUs: 0,
      toUs: 253_402_300_799_000_000,
      after: undefined,
      narrowing: undefined,
      ofTrace: verifier.ofTrace,
    };
    const found = await verifier.verify(await selectByIds(client, scope, traceIds));
    const hex = new Set(found.map(({ candidate }) => candidate.traceId));
    return new Set(traceIds.filter((traceId) => hex.has(traceId.replaceAll("-", ""))));
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}
