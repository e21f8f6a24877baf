import { familySuffix } from "../content/family-preview";
import { genai } from "./genai";
import { loongsuite } from "./loongsuite";
import { openinference } from "./openinference";
import { otelCore } from "./otel-core";
import type { AttributeRow, Dialect, EventRow, FactField, FamilyRow } from "./types";

/** Every convention that is read. Their order has no meaning: each row carries its rank. */
export const dialects: readonly Dialect[] = [openinference, genai, loongsuite, otelCore];

/** Bump when a table changes what stored spans mean: rows carry the number, so that old ones can be read anew. */
export const normaliserVersion = 1;

/** Fields that only the trace page shows. Ingest neither decodes nor stores them. */
const readSideFields: ReadonlySet<FactField> = new Set([
  "finishReason",
  "tags",
  "promptName",
  "promptVersion",
  "reportedCostUsd",
]);

export const attributeRows: ReadonlyMap<string, readonly AttributeRow[]> = groupBy(
  dialects.flatMap((dialect) => dialect.attributes),
  (row) => row.key,
);

export const resourceRows: ReadonlyMap<string, readonly AttributeRow[]> = groupBy(
  dialects.flatMap((dialect) => dialect.resource ?? []),
  (row) => row.key,
);

export const eventRows: ReadonlyMap<string, readonly EventRow[]> = groupBy(
  dialects.flatMap((dialect) => dialect.events ?? []),
  (row) => row.event,
);

export const familyRows: readonly FamilyRow[] = dialects.flatMap((dialect) => dialect.families ?? []);

/**
 * The attribute keys that ingest needs to decode, with the fields they feed. A key that is not here and not in a family
 * (`isFactKey`) cannot change a fact: its value may stay encoded.
 */
export const factKeys: ReadonlyMap<string, readonly FactField[]> = new Map(
  [...attributeRows].flatMap(([key, rows]) => {
    const fields = rows.map((row) => row.field).filter((field) => !readSideFields.has(field));
    return fields.length > 0 ? [[key, fields] as const] : [];
  }),
);

/** Names of the span events that facts are read from. */
export const factEventNames: ReadonlySet<string> = new Set(eventRows.keys());

/** Resource attributes that facts are read from. */
export const factResourceKeys: ReadonlySet<string> = new Set(resourceRows.keys());

/** Whether an attribute can change a fact: one of `factKeys`, or a member of an indexed family such as `gen_ai.prompt.2.role`. */
export function isFactKey(key: string): boolean {
  return factKeys.has(key) || familyRows.some((family) => familySuffix(key, family) !== undefined);
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
