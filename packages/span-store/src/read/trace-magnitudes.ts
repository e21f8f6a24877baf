import { scoreSql, tokensSql } from "./compile-query";

/** Classes grow by e^(1/4), 28 %, so that a bound in the middle of one leaves few rows to look at in vain. */
const classMax = 64;

/**
 * A number of a trace that lists are narrowed and sorted by. Its index holds (project, class, start time, trace), where the
 * class is the number's order of magnitude: each class is read newest first, so that "slower than 2 s, newest first" is a
 * merge of some twenty short reads; and the classes stand in the order of the number, so that "slowest first" sorts one class
 * at a time. An index on the number itself could do the second only.
 */
export interface Magnitude {
  /** SQL over `trace`; null where it is missing. */
  readonly value: string;
  /** What a list is sorted by; -1 where the value is missing. */
  readonly sortKey: string;
  readonly sortType: "bigint" | "float8";
  /** SQL of the class of a row; -1 where the value is missing. The index repeats these words. */
  readonly class: string;
  /** SQL of the class of a value that is not missing. */
  classOf(value: string): string;
  readonly classMax: number;
}

function magnitude(value: string, perOne: string, sortType: Magnitude["sortType"]): Magnitude {
  const classOf = (sql: string) =>
    `least(${classMax}, floor(4 * ln(1 + greatest(${sql}, 0)::float8 * ${perOne}::float8)))::int`;
  return {
    value,
    sortKey: `coalesce(${value}, -1)`,
    sortType,
    class: `(CASE WHEN ${value} IS NULL THEN -1 ELSE ${classOf(value)} END)`,
    classOf,
    classMax,
  };
}

export const magnitudes = {
  /** Nanoseconds; classes of milliseconds. */
  duration: magnitude("trace.duration_ns", "0.000001", "bigint"),
  tokens: magnitude(tokensSql, "1", "bigint"),
  cost: magnitude("trace.cost", "100000", "float8"),
} as const satisfies Record<string, Magnitude>;

export type MagnitudeField = keyof typeof magnitudes;

export function isMagnitudeField(field: string): field is MagnitudeField {
  return Object.hasOwn(magnitudes, field);
}

/** Scores of traces that have one, in twentieths. */
export const scoreClassMax = 20;

/** The partial index of a metric repeats these words; it holds the rows where they are not null. */
export function scoreClassSql(metric: string): string {
  return `(floor(${scoreSql(metric)} * ${scoreClassMax})::int)`;
}
