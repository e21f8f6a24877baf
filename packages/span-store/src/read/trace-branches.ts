import type { Clause, Query, Value } from "@plumbline/query/query";
import { nsPerMs } from "./compile-values";
import type { ParameterList } from "./statement";
import { conjuncts } from "./trace-filter";
import { isMagnitudeField, magnitudes, scoreClassMax, scoreClassSql } from "./trace-magnitudes";
import { evaluationStates, metricNames } from "./types";

/** Conditions that all hold; the branches of a query together hold what it holds. */
export type Branch = readonly Query[];

const branchesMax = 12;

/**
 * Splits the alternatives of a query, so that each walks its own index and stops at the limit: one OR over them would walk the
 * whole range whenever all alternatives are rare. Only where each of them has an index: an alternative without one would walk
 * the range where the OR as a whole may have filled the page at once.
 */
export function branchesOf(query: Query | undefined): Branch[] {
  const items = conjuncts(query);
  // A score is rarer than any state of an evaluation, and its classes are walked once.
  const hasScore = items.some((item) => item.type === "clause" && isScoreRange(item));
  const isSplit = (item: Query) => !(hasScore && item.type === "clause" && item.field === "evaluation");
  const [best] = items
    .flatMap((item) => {
      const alternatives = isSplit(item) ? alternativesOf(item) : undefined;
      return alternatives === undefined || alternatives.length > branchesMax ? [] : [{ item, alternatives }];
    })
    .sort((a, b) => splitRank(a.item) - splitRank(b.item));
  if (best === undefined) return [items];
  const others = items.filter((item) => item !== best.item);
  return best.alternatives.map((alternative) => [...conjuncts(alternative), ...others]);
}

/** Where several items have alternatives, those that narrow most are split; `or` comes last. */
const splitFields = ["trace", "session", "user", "evaluation", "application", "status"];

function splitRank(item: Query): number {
  return item.type === "clause" ? splitFields.indexOf(item.field) : splitFields.length;
}

function alternativesOf(item: Query): Query[] | undefined {
  if (item.type === "clause" && item.operator === "in" && item.values.length > 0 && splitFields.includes(item.field)) {
    return eachOf(item, item.values);
  }
  // The index of evaluations is by state: any state is one of all.
  if (item.type === "clause" && item.operator === "exists" && item.field === "evaluation") {
    return eachOf(item, evaluationStates);
  }
  if (item.type !== "or") return undefined;
  return item.items.every((alternative) => conjuncts(alternative).some(isIndexed)) ? [...item.items] : undefined;
}

function eachOf(clause: Clause, values: readonly Value[]): Query[] {
  return [...new Set(values)].map((value) => ({ ...clause, operator: "=", values: [value] }));
}

/** Whether an index leads to the rows for which the query holds, so that to find few of them is little work. */
export function isLedByIndex(query: Query): boolean {
  return conjuncts(query).some((item) => isIndexed(item) || alternativesOf(item) !== undefined);
}

const equalityFields: ReadonlySet<string> = new Set([
  "application",
  "session",
  "user",
  "trace",
  "evaluation",
  "model",
  "span",
]);
const rareStates: ReadonlySet<unknown> = new Set(["error", "incomplete", "running"]);

function isIndexed(item: Query): boolean {
  if (item.type !== "clause") return false;
  if (item.operator === "=" && equalityFields.has(item.field)) return true;
  if (item.operator === "=" && item.field === "status") return rareStates.has(item.values[0]);
  return classesOf(item) !== undefined;
}

const arrayFields: ReadonlySet<string> = new Set(["model", "span"]);
const narrowerFields: ReadonlySet<string> = new Set(["session", "user", "trace", "evaluation"]);

/** Whether an array of the trace (its models, its span names) is what narrows the branch most. */
export function isNarrowedByArray(branch: Branch): boolean {
  const clauses = branch.filter((item) => item.type === "clause");
  const isNarrower = clauses.some(
    ({ field, operator, values }) =>
      operator === "=" && (narrowerFields.has(field) || (field === "status" && rareStates.has(values[0]))),
  );
  const isArray = ({ field, operator }: Clause) => arrayFields.has(field) && (operator === "=" || operator === "in");
  return !isNarrower && clauses.some(isArray);
}

/** The items that an index in the order of time begins with. */
export function inTimeIndex(branch: Branch): Branch {
  return branch.filter((item) => item.type === "clause" && item.operator === "=" && item.field === "application");
}

/** A walk over classes of a number: each class of the range is an index search of its own. */
export interface ClassWalk {
  /** SQL of the class of a row. */
  readonly class: string;
  /** SQL of the first and last class that can hold a row, as it stands in generate_series. */
  readonly first: string;
  readonly last: string;
}

/** Fields whose index, or partial index, is narrower than any class; the filters on numbers are in it or cost little. */
const narrowFields: ReadonlySet<string> = new Set(["session", "user", "trace", "model", "span"]);

/**
 * The classes to walk where a number is what narrows the list. Undefined where something else does it better: with an
 * application, the numbers stand in the application's index and are compared there.
 */
export function classWalkOf(branch: Branch, parameters: ParameterList): ClassWalk | undefined {
  const clauses = branch.filter((item) => item.type === "clause");
  if (clauses.some(({ field, operator }) => operator === "=" && narrowFields.has(field))) return undefined;
  const score = clauses.find(isScoreRange);
  const isNarrowed = clauses.some(
    ({ field, operator, values }) =>
      operator === "=" && (field === "application" || (field === "status" && rareStates.has(values[0]))),
  );
  const driver = score ?? (isNarrowed ? undefined : clauses.find((clause) => classesOf(clause) !== undefined));
  return driver === undefined ? undefined : classesOf(driver)?.(parameters);
}

function isScoreRange({ field, operator }: Clause): boolean {
  return field.startsWith("score.") && isRange(operator);
}

/** The classes of every number that the items ask for, as conditions: they tell the planner how rare the rows are. */
export function classRangeConditions(items: Branch, parameters: ParameterList): string[] {
  return items.flatMap((item) => {
    const walk = item.type === "clause" ? classesOf(item)?.(parameters) : undefined;
    return walk === undefined ? [] : [`${walk.class} BETWEEN ${walk.first} AND ${walk.last}`];
  });
}

function isRange(operator: string): boolean {
  return operator !== "exists" && operator !== "~" && operator !== "in";
}

function classesOf(clause: Clause): ((parameters: ParameterList) => ClassWalk) | undefined {
  const [value] = clause.values;
  const { field, operator } = clause;
  if (!isRange(operator) || typeof value !== "number") return undefined;
  const metric = metricNames.find((name) => field === `score.${name}`);
  if (metric !== undefined) return (parameters) => scoreWalk(metric, operator, value, parameters);
  if (!isMagnitudeField(field)) return undefined;
  const inUnit = field === "duration" ? value * nsPerMs : value;
  return (parameters) => {
    const magnitude = magnitudes[field];
    // A neighbour's worth wider on both sides: the exact comparison is made on the rows.
    const bound = (parameter: number) => magnitude.classOf(`${parameters.value(parameter)}::float8`);
    return {
      class: magnitude.class,
      first: operator.startsWith("<") ? "0" : bound(inUnit * (1 - Number.EPSILON * 4)),
      last: operator.startsWith(">") ? `${magnitude.classMax}` : bound(inUnit * (1 + Number.EPSILON * 4)),
    };
  };
}

function scoreWalk(metric: string, operator: string, value: number, parameters: ParameterList): ClassWalk {
  const inClasses = () => `${parameters.value(value)}::float8 * ${scoreClassMax}`;
  const clamped = (sql: string) => `least(${scoreClassMax}, greatest(0, ${sql}))::int`;
  return {
    class: scoreClassSql(metric),
    first: operator.startsWith("<") ? "0" : clamped(`floor(${inClasses()})`),
    // Below a bound that begins a class, that class holds nothing.
    last: operator.startsWith(">")
      ? `${scoreClassMax}`
      : operator === "<"
        ? `least(${scoreClassMax}, ceil(${inClasses()}) - 1)::int`
        : clamped(`floor(${inClasses()})`),
  };
}
