import { storableText } from "@plumbline/base/json";
import type { Pool } from "@plumbline/db/pool";
import { readRows } from "../read/statement";

/** An attribute path that spans of the project have, as queries write it. */
export interface AttributeKey {
  readonly path: string;
  /** string, number, boolean, list, object. */
  readonly types: readonly string[];
  readonly lastSeen: string;
}

export const suggestionsMax = 50;

/** Observed paths that hold the text anywhere, those that begin with it first, then the ones seen last. */
export async function listAttributeKeys(pool: Pool, projectId: string, text: string): Promise<AttributeKey[]> {
  const rows = await readRows<{ path: string; types: string[]; last_seen: Date }>(pool, {
    text: `SELECT path, types, last_seen FROM attribute_key
WHERE project_id = $1 AND strpos(lower(path), lower($2)) > 0
ORDER BY strpos(lower(path), lower($2)) NOT IN (1, 12), last_seen DESC, path
LIMIT ${suggestionsMax}`,
    values: [projectId, storableText(text)],
  });
  return rows.map((row) => ({ path: row.path, types: row.types, lastSeen: row.last_seen.toISOString() }));
}

/** Columns of `trace` whose values are suggested; lists first made into rows. */
const traceValues: Readonly<Record<string, string>> = {
  application: "application",
  name: "name",
  model: "unnest(models)",
  span: "unnest(span_names)",
  session: "session_id",
  user: "user_id",
  environment: "environment",
};

export const valueFields = Object.keys(traceValues);

/** Suggestions come from the newest traces: the whole of a large project would take seconds. */
const tracesMax = 2_000;

/**
 * Values that a field has had: of an attribute path some that were observed, of a field of traces those of the newest ones, commonest
 * first. The text may stand anywhere in them. None for fields that have no such values.
 */
export async function listAttributeValues(pool: Pool, projectId: string, key: string, text: string): Promise<string[]> {
  const expression = Object.hasOwn(traceValues, key) ? traceValues[key] : undefined;
  const rows = await readRows<{ value: string }>(pool, {
    text:
      expression === undefined
        ? `SELECT value FROM (SELECT unnest(samples) AS value FROM attribute_key WHERE project_id = $1 AND path = $3) AS known
WHERE strpos(lower(value), lower($2)) > 0 ORDER BY value`
        : `SELECT value FROM (
  SELECT ${expression} AS value FROM (
    SELECT * FROM trace WHERE project_id = $1 ORDER BY start_time DESC, trace_id DESC LIMIT ${tracesMax}
  ) AS newest
) AS known
WHERE strpos(lower(value), lower($2)) > 0 GROUP BY value ORDER BY count(*) DESC, value LIMIT ${suggestionsMax}`,
    values: [projectId, storableText(text), ...(expression === undefined ? [storableText(key)] : [])],
  });
  return rows.map((row) => row.value);
}
