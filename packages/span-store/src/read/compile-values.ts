import { PlumblineError } from "@plumbline/base/errors";
import { storableText } from "@plumbline/base/json";
import { isPathField } from "@plumbline/query/fields";
import type { Clause, HasSpan, Query, TextClause, Value } from "@plumbline/query/query";
import type { ParameterList } from "./statement";

/** SQL of one clause: true, false, or null where the value is missing, which counts as false. */
export type CompileClause<C = Clause> = (clause: C, parameters: ParameterList) => string;

/**
 * A clause about what spans hold: attributes, resources, text. Rows cannot answer it. Whoever compiles a query that may have
 * one asks `hasContentClause` first and searches the contents.
 */
export class ContentClause extends Error {
  constructor(readonly clause: Clause | TextClause) {
    super("The query asks about the contents of spans, which their rows do not hold.");
    this.name = "ContentClause";
  }
}

/**
 * SQL of a whole tree. `and` and `or` need no care for null: they are true exactly where they would be true if null were
 * false. `not` does.
 */
export function compileTree(query: Query, parameters: ParameterList, compile: CompileClause<Clause | HasSpan>): string {
  switch (query.type) {
    case "and":
      return `(${query.items.map((item) => compileTree(item, parameters, compile)).join(" AND ")})`;
    case "or":
      return `(${query.items.map((item) => compileTree(item, parameters, compile)).join(" OR ")})`;
    case "not":
      return `(${compileTree(query.item, parameters, compile)}) IS NOT TRUE`;
    case "text":
      throw new ContentClause(query);
    case "clause":
      if (isPathField(query.field)) throw new ContentClause(query);
      return compile(query, parameters);
    case "has":
      return compile(query, parameters);
  }
}

export function textCondition(clause: Clause, column: string, parameters: ParameterList): string {
  switch (clause.operator) {
    case "exists":
      return `${column} IS NOT NULL`;
    case "=":
      return `${column} = ${parameters.value(textOf(clause))}`;
    case "in":
      return `${column} = ANY (${parameters.value(textsOf(clause))}::text[])`;
    case "~":
      return `${column} ILIKE ${parameters.value(containsPattern(textOf(clause)))}`;
    default:
      throw wrongOperator(clause);
  }
}

/** For arrays of texts, none of which is null. `@>` and `&&` are what a GIN index answers. */
export function listCondition(clause: Clause, column: string, parameters: ParameterList): string {
  switch (clause.operator) {
    case "exists":
      return `cardinality(${column}) > 0`;
    case "=":
      return `${column} @> ${parameters.value([textOf(clause)])}::text[]`;
    case "in":
      return `${column} && ${parameters.value(textsOf(clause))}::text[]`;
    case "~":
      return `EXISTS (SELECT FROM unnest(${column}) AS item WHERE item ILIKE ${parameters.value(containsPattern(textOf(clause)))})`;
    default:
      throw wrongOperator(clause);
  }
}

/** Each value of a choice has a condition of its own; `exists` is that of there being any. */
export function choiceCondition(clause: Clause, conditions: Readonly<Record<string, string>>, exists: string): string {
  if (clause.operator === "exists") return exists;
  if (clause.operator !== "=" && clause.operator !== "in") throw wrongOperator(clause);
  const chosen = [...new Set(textsOf(clause))].map((value) => {
    const condition = Object.hasOwn(conditions, value) ? conditions[value] : undefined;
    if (condition !== undefined) return condition;
    throw invalidClause(clause, `${clause.field} is one of ${Object.keys(conditions).join(", ")}.`);
  });
  return chosen.length === 1 ? chosen.join("") : `(${chosen.join(" OR ")})`;
}

export function numberCondition(clause: Clause, expression: string, parameters: ParameterList): string {
  if (clause.operator === "exists") return `${expression} IS NOT NULL`;
  if (!isComparison(clause.operator)) throw wrongOperator(clause);
  return `${expression} ${clause.operator} ${parameters.value(numberOf(clause))}::float8`;
}

/** Whole numbers in a finer unit than the query's: nanoseconds, asked for in milliseconds. */
export const nsPerMs = 1_000_000;

/**
 * A column of whole numbers, in `unitsPerOne` of the query's unit. The bound is turned into a whole number of the column's
 * unit, so that indexes and statistics of the column apply; dividing the column would forgo both.
 */
export function integerCondition(
  clause: Clause,
  expression: string,
  parameters: ParameterList,
  unitsPerOne = 1,
): string {
  if (clause.operator === "exists") return `${expression} IS NOT NULL`;
  const value = numberOf(clause);
  const bound = (isBeyond: (quotient: number) => boolean) =>
    `${parameters.value(firstWhole(value * unitsPerOne, (whole) => isBeyond(whole / unitsPerOne)))}::bigint`;
  const firstAt = (quotient: number) => quotient >= value;
  const firstAbove = (quotient: number) => quotient > value;
  switch (clause.operator) {
    case ">":
      return `${expression} >= ${bound(firstAbove)}`;
    case ">=":
      return `${expression} >= ${bound(firstAt)}`;
    case "<":
      return `${expression} < ${bound(firstAt)}`;
    case "<=":
      return `${expression} < ${bound(firstAbove)}`;
    case "=":
      return `(${expression} >= ${bound(firstAt)} AND ${expression} < ${bound(firstAbove)})`;
    default:
      throw wrongOperator(clause);
  }
}

const bigintMax = 2n ** 63n - 1n;

/** The smallest whole number that satisfies a condition which holds from about `near` upwards, as text for a bigint. */
function firstWhole(near: number, isAbove: (whole: number) => boolean): string {
  // Beyond 2^53 neighbours cannot be told apart; no duration or count is that large, and none reaches the end of bigint.
  if (Math.abs(near) > Number.MAX_SAFE_INTEGER) return clamp(near).toString();
  let whole = Math.floor(near) - 2;
  while (!isAbove(whole)) whole += 1;
  return whole.toString();
}

function clamp(value: number): bigint {
  if (value >= 2 ** 63) return bigintMax;
  return value <= -(2 ** 63) ? -bigintMax : BigInt(value);
}

export function isComparison(operator: string): boolean {
  return operator === "=" || operator === ">" || operator === ">=" || operator === "<" || operator === "<=";
}

/** Texts are compared in the form in which they were stored; PostgreSQL refuses NUL in a parameter too. */
export function textOf(clause: Clause): string {
  const [value, ...others] = clause.values;
  if (others.length > 0 || typeof value !== "string") throw wrongValue(clause, "one text");
  return storableText(value);
}

export function textsOf(clause: Clause): string[] {
  if (clause.values.length === 0) throw wrongValue(clause, "at least one text");
  return clause.values.map((value: Value) => {
    if (typeof value !== "string") throw wrongValue(clause, "texts");
    return storableText(value);
  });
}

export function numberOf(clause: Clause): number {
  const [value, ...others] = clause.values;
  if (others.length > 0 || typeof value !== "number" || !Number.isFinite(value)) throw wrongValue(clause, "one number");
  return value;
}

function containsPattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
}

export function wrongOperator(clause: Clause): PlumblineError {
  return invalidClause(clause, `${clause.field} cannot be compared with ${clause.operator}.`);
}

function wrongValue(clause: Clause, expected: string): PlumblineError {
  return invalidClause(clause, `${clause.field} ${clause.operator} needs ${expected}.`);
}

export function unknownField(clause: Clause, owner: string): PlumblineError {
  return invalidClause(clause, `${owner} has no field ${clause.field}.`);
}

/** The tree came from somewhere else than the parser, which would have said it with a position. */
export function invalidClause(clause: Clause, reason: string): PlumblineError {
  const values = clause.values.map((value) => JSON.stringify(value)).join(", ");
  return new PlumblineError("request.invalid", {
    field: "q",
    message: `The clause "${clause.field} ${clause.operator} ${values}" cannot be run: ${reason}`,
  });
}

export function nestedHas(): PlumblineError {
  return new PlumblineError("request.invalid", {
    field: "q",
    message: "has(…) cannot stand inside of has(…). Write the conditions on one span into one has(…).",
  });
}
