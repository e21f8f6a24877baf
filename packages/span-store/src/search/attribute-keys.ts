import type { PoolClient } from "@plumbline/db/pool";
import { type AttributePath, samplesMax } from "./attribute-path";

/** More are not remembered: keys made of ids have no end. */
export const attributeKeysMax = 2_000;
const pathCharsMax = 300;

/**
 * Remembers observed paths with some of their values. Rows are rewritten when they tell something new, or once an hour. Runs
 * under the lock of the project's indexer.
 */
const upsertKeys = `INSERT INTO attribute_key AS known (project_id, path, types, samples, last_seen)
SELECT $1, v.path, v.types::text[], v.samples::text[], now()
FROM unnest($2::text[], $3::text[], $4::text[]) AS v(path, types, samples)
LEFT JOIN attribute_key AS old ON old.project_id = $1 AND old.path = v.path
WHERE old.path IS NOT NULL OR (SELECT count(*) FROM attribute_key WHERE project_id = $1) < ${attributeKeysMax}
ON CONFLICT (project_id, path) DO UPDATE SET
  types = ARRAY(SELECT DISTINCT unnest(known.types || excluded.types) ORDER BY 1),
  samples = ARRAY(SELECT DISTINCT unnest(known.samples || excluded.samples) LIMIT ${samplesMax}),
  last_seen = excluded.last_seen
WHERE known.last_seen < now() - interval '1 hour' OR NOT known.types @> excluded.types
  OR (cardinality(known.samples) < ${samplesMax} AND NOT known.samples @> excluded.samples)`;

export async function writeAttributeKeys(
  client: PoolClient,
  projectId: string,
  paths: readonly AttributePath[],
): Promise<void> {
  const shown = paths.filter(({ types, text }) => types.size > 0 && text.length <= pathCharsMax);
  if (shown.length === 0) return;
  await client.query(upsertKeys, [
    projectId,
    shown.map(({ text }) => text.replaceAll(".*", "[*]")),
    shown.map(({ types }) => arrayText([...types])),
    shown.map(({ samples }) => arrayText([...samples])),
  ]);
}

/** Arrays of several lengths travel as text: unnest would flatten them. */
function arrayText(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
