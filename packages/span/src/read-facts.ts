import type { JsonValue } from "@plumbline/base/json";
import { familyPreview } from "./content/family-preview";
import { attributeRows, eventRows, familyRows, resourceRows } from "./dialects/registry";
import type { AttributeRow, FactField, FactSpan, FactValues } from "./dialects/types";
import type { LlmFacts } from "./llm-span";
import { repairTokens } from "./token-repair";

/**
 * Reads the facts of a span, whichever conventions it mixes: each attribute proposes a value for its fields, and per field the
 * best-ranked valid value wins (conventions 7). Never throws: what is invalid falls through to the next candidate.
 *
 * @param attributes The decoded attributes, at least those for which `isFactKey` holds (dialects/registry.ts). Ingest leaves
 *   the others encoded and gets the same facts, but for those that only the trace page shows.
 */
export function readFacts(attributes: Readonly<Record<string, JsonValue>>, span: FactSpan): LlmFacts {
  return resolve(attributes, span, allFields);
}

/** The columns of a span row: everything but the previews, which cost as much as all other facts together. */
export function readRowFacts(attributes: Readonly<Record<string, JsonValue>>, span: FactSpan): LlmFacts {
  return resolve(attributes, span, rowFields);
}

/** The previews alone: ingest asks for them where a span may speak for its trace, as its root does. */
export function readPreviews(
  attributes: Readonly<Record<string, JsonValue>>,
  span: FactSpan,
): Pick<LlmFacts, "inputPreview" | "outputPreview"> {
  const { inputPreview, outputPreview } = resolve(attributes, span, previewFields);
  return {
    ...(inputPreview === undefined ? {} : { inputPreview }),
    ...(outputPreview === undefined ? {} : { outputPreview }),
  };
}

const previewFields: FieldSet = new Set<FactField>(["inputPreview", "outputPreview"]);
const rowFields: FieldSet = { has: (field) => field !== "inputPreview" && field !== "outputPreview" };
const allFields: FieldSet = { has: () => true };

interface FieldSet {
  has(field: FactField): boolean;
}

function resolve(attributes: Readonly<Record<string, JsonValue>>, span: FactSpan, wanted: FieldSet): LlmFacts {
  const candidates = new Candidates(span, wanted);
  for (const key in attributes) {
    const rows = attributeRows.get(key);
    if (rows !== undefined) candidates.propose(rows, attributes[key] ?? null);
  }
  proposeEvents(candidates, span);
  for (const [key, rows] of resourceRows) {
    const value = span.resourceAttributes[key];
    if (value !== undefined) candidates.propose(rows, value, resourceRankPenalty);
  }
  for (const family of familyRows) {
    const field = family.side === "input" ? "inputPreview" : "outputPreview";
    candidates.addLate(field, family.rank, () => familyPreview(attributes, family));
  }
  return toFacts(candidates.settle());
}

/** A resource attribute stands behind every span attribute of its field. */
const resourceRankPenalty = 1_000;

type Settled = { -readonly [Field in FactField]?: FactValues[Field] | undefined };

interface LateCandidate {
  readonly field: FactField;
  readonly rank: number;
  readonly parse: () => FactValues[FactField] | undefined;
}

class Candidates {
  private readonly values: Settled = {};
  private readonly ranks: { [Field in FactField]?: number } = {};
  private readonly late: LateCandidate[] = [];

  constructor(
    private readonly span: FactSpan,
    private readonly wanted: FieldSet,
  ) {}

  propose(rows: readonly AttributeRow[], value: JsonValue, penalty = 0): void {
    if (value === null || value === "") return;
    for (const row of rows) {
      if (!this.wanted.has(row.field)) continue;
      const rank = row.rank + penalty;
      if (row.late) this.addLate(row.field, rank, () => row.parse(value, this.span));
      else if (this.isBetter(row.field, rank)) this.set(row.field, rank, row.parse(value, this.span));
    }
  }

  addLate(field: FactField, rank: number, parse: () => FactValues[FactField] | undefined): void {
    if (this.wanted.has(field)) this.late.push({ field, rank, parse });
  }

  settle(): Settled {
    this.late.sort((a, b) => a.rank - b.rank);
    for (const { field, rank, parse } of this.late) {
      if (this.isBetter(field, rank)) this.set(field, rank, parse());
    }
    return this.values;
  }

  private isBetter(field: FactField, rank: number): boolean {
    const current = this.ranks[field];
    return current === undefined || rank < current;
  }

  private set(field: FactField, rank: number, value: FactValues[FactField] | undefined): void {
    if (value === undefined) return;
    this.ranks[field] = rank;
    // The row types tie each field to its parser's result; the union cannot be narrowed back here.
    (this.values as Record<FactField, FactValues[FactField]>)[field] = value;
  }
}

function proposeEvents(candidates: Candidates, span: FactSpan): void {
  span.events.forEach((event, index) => {
    const rows = eventRows.get(event.name);
    if (rows === undefined) return;
    for (const row of rows) {
      // Of several events with one name the first speaks, but the last user message is what was asked.
      const order = event.name === "gen_ai.user.message" ? -index : index;
      candidates.addLate(row.field, row.rank + order * 1e-6, () => row.parse(event, span));
    }
  });
}

function toFacts(values: Settled): LlmFacts {
  const { kind, reportedTotalTokens, inputTokens, outputTokens, ...rest } = values;
  const tokens = repairTokens(values, values.provider);
  return {
    kind: kind ?? "UNKNOWN",
    ...(rest as Partial<LlmFacts>),
    ...(tokens.inputTokens === undefined ? {} : { inputTokens: tokens.inputTokens }),
    ...(tokens.outputTokens === undefined ? {} : { outputTokens: tokens.outputTokens }),
    ...(reportedTotalTokens === undefined ? {} : { reportedTotalTokens }),
    ...(tokens.usageNotes.length === 0 ? {} : { usageNotes: tokens.usageNotes }),
  };
}
