import { type Clause, type ClauseField, clauseFields, fieldFacts, takesSeveral, valueLabel } from "./clauses";

/** Values seen in the period, commonest first, for fields whose values are not few. */
export interface SeenValues {
  readonly applications: readonly { readonly value: string; readonly traces: number }[];
  readonly spanNames: readonly { readonly value: string; readonly traces: number }[];
}

export type Suggestion = FieldSuggestion | ValueSuggestion;

export interface FieldSuggestion {
  readonly kind: "field";
  readonly field: ClauseField;
  readonly label: string;
  readonly hint: string;
}

export interface ValueSuggestion {
  readonly kind: "value";
  readonly field: ClauseField;
  readonly value: string;
  readonly label: string;
  readonly note: string | undefined;
  /** The clause has this value already; choosing it takes it out. */
  readonly isChosen: boolean;
}

const valuesShown = 8;
const valuesShownAmongAll = 4;

/**
 * What may follow the text in the box. With a field chosen: its values, those seen first, then the text itself. Without:
 * fields whose name fits, then values that fit, of every field.
 */
export function suggest(
  text: string,
  field: ClauseField | undefined,
  clauses: readonly Clause[],
  seen: SeenValues,
): Suggestion[] {
  const typed = text.trim();
  if (field !== undefined) return valuesOf(field, typed, clauses, seen, valuesShown);
  const fields = clauseFields
    .filter((candidate) => fits(fieldFacts[candidate].label, typed) || fits(candidate, typed))
    .map((candidate): Suggestion => {
      const { label, hint } = fieldFacts[candidate];
      return { kind: "field", field: candidate, label, hint };
    });
  if (typed === "") return fields;
  const isHex = /^[0-9a-f]{4,32}$/i.test(typed.replaceAll("-", ""));
  const seenValues = clauseFields.flatMap((candidate) =>
    fittingValues(candidate, typed, clauses, seen).slice(0, valuesShownAmongAll),
  );
  const asTyped = clauseFields
    .filter((candidate) => !takesSeveral(candidate) && (candidate !== "trace" || isHex))
    .map((candidate) => typedValue(candidate, typed))
    .filter((one) => !seenValues.some((other) => sameValue(one, other)));
  return [...fields, ...seenValues, ...asTyped];
}

/** "status:error" or "status=error" is a whole clause at once. */
export function parseTyped(text: string): { readonly field: ClauseField; readonly value: string } | undefined {
  const match = /^\s*([a-z ]+?)\s*[:=]\s*(.*)$/i.exec(text);
  const name = match?.[1]?.toLowerCase();
  const field = clauseFields.find((candidate) => candidate === name || fieldFacts[candidate].label === name);
  return field === undefined ? undefined : { field, value: match?.[2]?.trim() ?? "" };
}

function valuesOf(
  field: ClauseField,
  typed: string,
  clauses: readonly Clause[],
  seen: SeenValues,
  most: number,
): ValueSuggestion[] {
  const fitting = fittingValues(field, typed, clauses, seen).slice(0, most);
  if (takesSeveral(field) || typed === "") return fitting;
  const own = typedValue(field, typed);
  return fitting.some((one) => sameValue(one, own)) ? fitting : [...fitting, own];
}

function fittingValues(
  field: ClauseField,
  typed: string,
  clauses: readonly Clause[],
  seen: SeenValues,
): ValueSuggestion[] {
  const chosen = clauses.find((clause) => clause.field === field)?.values ?? [];
  return knownValues(field, seen)
    .filter(({ value }) => fits(valueLabel(value), typed) || fits(value, typed))
    .map(({ value, note }) => ({
      kind: "value",
      field,
      value,
      label: takesSeveral(field) ? valueLabel(value) : value,
      note,
      isChosen: chosen.includes(value),
    }));
}

/** What was typed as a value, for fields where any text may stand. */
function typedValue(field: ClauseField, typed: string): ValueSuggestion {
  const value = field === "trace" ? typed.toLowerCase().replaceAll("-", "") : typed;
  return { kind: "value", field, value, label: value, note: "as typed", isChosen: false };
}

function sameValue(a: ValueSuggestion, b: ValueSuggestion): boolean {
  return a.field === b.field && a.value === b.value;
}

function knownValues(field: ClauseField, seen: SeenValues): { value: string; note: string | undefined }[] {
  const { values: closed, notes } = fieldFacts[field];
  if (closed !== undefined) return closed.map((value) => ({ value, note: notes?.[value] }));
  const list = field === "application" ? seen.applications : field === "name" ? seen.spanNames : [];
  return list.map(({ value, traces }) => ({ value, note: `${traces.toLocaleString("en-US")} traces` }));
}

function fits(candidate: string, typed: string): boolean {
  return candidate.toLowerCase().includes(typed.toLowerCase());
}
