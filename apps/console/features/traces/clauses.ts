import { evaluationStates, traceStates } from "@plumbline/span-store/read/types";

/** The fields that a query may compare; one clause per field. */
export const clauseFields = ["application", "status", "name", "trace", "session", "user", "result"] as const;
export type ClauseField = (typeof clauseFields)[number];

export interface Clause {
  readonly field: ClauseField;
  /** At least one; several are alternatives, where the field takes several. */
  readonly values: readonly string[];
}

interface FieldFacts {
  /** As it stands in the clause. */
  readonly label: string;
  readonly operator: string;
  /** What one may write, for the list of suggestions. */
  readonly hint: string;
  /** Parameter of the API. */
  readonly parameter: string;
  /** All values there are, where they are few. Such a field takes several. */
  readonly values?: readonly string[];
  /** What values mean that do not explain themselves. */
  readonly notes?: Readonly<Record<string, string>>;
}

export const fieldFacts: Record<ClauseField, FieldFacts> = {
  application: { label: "application", operator: "is", hint: "service.name", parameter: "application" },
  status: {
    label: "status",
    operator: "is",
    hint: traceStates.join(", "),
    parameter: "status",
    values: traceStates,
    notes: {
      ok: "no error, complete, ended",
      incomplete: "the root or a parent is missing",
      running: "a span has not ended",
      unset: "the sender set no status",
    },
  },
  name: { label: "span name", operator: "is", hint: "of any span of the trace", parameter: "name" },
  trace: { label: "trace id", operator: "begins with", hint: "4 to 32 hex digits", parameter: "traceId" },
  session: { label: "session", operator: "is", hint: "session id", parameter: "sessionId" },
  user: { label: "user", operator: "is", hint: "user id", parameter: "userId" },
  result: {
    label: "evaluation",
    operator: "is",
    hint: "succeeded, not extracted, failed…",
    parameter: "evaluation",
    values: evaluationStates,
  },
};

const valueCharsMax = 1000;

/** What is wrong with a clause, in one sentence; undefined when it can be run. */
export function clauseProblem({ field, values }: Clause): string | undefined {
  const facts = fieldFacts[field];
  const unknown = values.find((value) => facts.values !== undefined && !facts.values.includes(value));
  if (unknown !== undefined)
    return `“${unknown}” is no ${facts.label}. Use ${facts.values?.map(valueLabel).join(", ")}.`;
  if (field === "trace" && !values.every((value) => /^[0-9a-f]{4,32}$/i.test(value.replaceAll("-", ""))))
    return `“${values[0]}” is no trace id. Write 4 to 32 hex digits.`;
  if (values.some((value) => value.length > valueCharsMax)) return `The ${facts.label} is longer than any can be.`;
  return undefined;
}

/** How a value of a closed list is written: not_extracted is "not extracted". */
export function valueLabel(value: string): string {
  return value.replaceAll("_", " ");
}

export function takesSeveral(field: ClauseField): boolean {
  return fieldFacts[field].values !== undefined;
}

/** The clauses with one field set anew; without values the clause goes away. The order of the fields is fixed. */
export function withClause(clauses: readonly Clause[], field: ClauseField, values: readonly string[]): Clause[] {
  const others = clauses.filter((clause) => clause.field !== field);
  const next = values.length === 0 ? others : [...others, { field, values: [...new Set(values)] }];
  return next.sort((a, b) => clauseFields.indexOf(a.field) - clauseFields.indexOf(b.field));
}
