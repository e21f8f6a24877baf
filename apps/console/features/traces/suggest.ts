import { type Clause, type ClauseField, clauseFields, fieldFacts, takesSeveral, valueLabel } from "./clauses";

/** Values seen in the period, commonest first, for fields whose values are not few. */
export interface SeenValues {
  readonly applications: readonly { readonly value: string; readonly traces: number }[];
  readonly spanNames: readonly { readonly value: string; readonly traces: number }[];
}

export type Suggestion =
  | { readonly kind: "field"; readonly field: ClauseField; readonly label: string; readonly hint: string }
  | {
      readonly kind: "value";
      readonly field: ClauseField;
      readonly value: string;
      readonly label: string;
      readonly note: string | undefined;
      /** The clause has this value already; choosing it takes it out. */
      readonly isChosen: boolean;
    };

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
  const values = clauseFields
    .filter((candidate) => (candidate === "trace" ? isHex : candidate !== "session" && candidate !== "user"))
    .flatMap((candidate) => valuesOf(candidate, typed, clauses, seen, valuesShownAmongAll));
  return [...fields, ...values];
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
): Suggestion[] {
  const chosen = clauses.find((clause) => clause.field === field)?.values ?? [];
  const known = knownValues(field, seen);
  const fitting = known
    .filter(({ value }) => fits(valueLabel(value), typed) || fits(value, typed))
    .slice(0, most)
    .map(
      ({ value, note }): Suggestion => ({
        kind: "value",
        field,
        value,
        label: takesSeveral(field) ? valueLabel(value) : value,
        note,
        isChosen: chosen.includes(value),
      }),
    );
  const isOpen = !takesSeveral(field);
  if (!isOpen || typed === "" || known.some(({ value }) => value === typed)) return fitting;
  const value = field === "trace" ? typed.toLowerCase().replaceAll("-", "") : typed;
  return [...fitting, { kind: "value", field, value, label: value, note: undefined, isChosen: false }];
}

function knownValues(field: ClauseField, seen: SeenValues): { value: string; note: string | undefined }[] {
  const closed = fieldFacts[field].values;
  if (closed !== undefined) return closed.map((value) => ({ value, note: undefined }));
  const list = field === "application" ? seen.applications : field === "name" ? seen.spanNames : [];
  return list.map(({ value, traces }) => ({ value, note: `${traces.toLocaleString("en-US")} traces` }));
}

function fits(candidate: string, typed: string): boolean {
  return candidate.toLowerCase().includes(typed.toLowerCase());
}
