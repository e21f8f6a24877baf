/**
 * A question about traces, as the filter bar, the URL, the API and evaluation tasks hold it. Two-valued: a clause about a value
 * that is not there is false, and its negation true.
 */
export type Query = AllOf | AnyOf | Not | Clause | HasSpan | TextClause;

/** All items hold. Two items or more; no item is an `and` itself. */
export interface AllOf {
  readonly type: "and";
  readonly items: readonly Query[];
}

/** At least one item holds. Two items or more; no item is an `or` itself. */
export interface AnyOf {
  readonly type: "or";
  readonly items: readonly Query[];
}

/** The item does not hold. It is no `not` itself. */
export interface Not {
  readonly type: "not";
  readonly item: Query;
}

/**
 * A field compared with a value. On the trace, or inside `has` on the span. A clause about an attribute outside of `has`
 * holds when any span of the trace satisfies it.
 */
export interface Clause {
  readonly type: "clause";
  readonly field: FieldName;
  readonly operator: Operator;
  /** One value; one or more for `in`; none for `exists`. */
  readonly values: readonly Value[];
}

/** One and the same span of the trace satisfies the whole item, which speaks of span fields and holds no other `has`. */
export interface HasSpan {
  readonly type: "has";
  readonly item: Query;
}

/**
 * The words stand in this order in one value of one span: attributes, events, names. Letters are compared without case and
 * width, the last word may be the beginning of a longer one.
 */
export interface TextClause {
  readonly type: "text";
  readonly text: string;
}

/** A name of `traceFields` or `spanFields`, or a path that starts with `attributes.` or `resource.`. */
export type FieldName = string;

/** `~` is "contains", without regard to case. There is no `!=`: negation is `not`, and the text form writes it both ways. */
export const operators = ["=", "~", ">", ">=", "<", "<=", "in", "exists"] as const;
export type Operator = (typeof operators)[number];

/** Durations in milliseconds, scores from 0 to 1, cost in the project's currency; booleans for attributes only. */
export type Value = string | number | boolean;

/** Bounds of what a query may be: a URL holds it, and every clause costs work. */
export const queryLimits = { charsMax: 4_000, clausesMax: 40, depthMax: 12, valuesMax: 100 } as const;
