import { findField, type Scope } from "./fields";
import { normaliseQuery } from "./normalise";
import { printValue } from "./print";
import type { Clause, Operator, Query, Value } from "./query";

const verbs: Readonly<Record<Operator, readonly [holds: string, not: string]>> = {
  "=": ["is", "is not"],
  "~": ["contains", "does not contain"],
  ">": ["is more than", "is not more than"],
  ">=": ["is at least", "is not at least"],
  "<": ["is less than", "is not less than"],
  "<=": ["is at most", "is not at most"],
  in: ["is", "is neither"],
  exists: ["has a value", "has no value"],
};

/** A query in plain words, for labels that are read aloud: "duration is more than 2 seconds". No full stop. */
export function describeQuery(query: Query): string {
  return describe(normaliseQuery(query), "trace");
}

function describe(query: Query, scope: Scope): string {
  switch (query.type) {
    case "and":
      return query.items.map((item) => describe(item, scope)).join(", and ");
    case "or":
      return `either ${query.items.map((item) => describe(item, scope)).join(", or ")}`;
    case "has":
      return `one span for which ${describe(query.item, "span")}`;
    case "text":
      return `a span with the words "${query.text}"`;
    case "clause":
      return describeClause(query, scope, false);
    case "not":
      return describeOpposite(query.item, scope);
  }
}

function describeOpposite(item: Query, scope: Scope): string {
  if (item.type === "clause") return describeClause(item, scope, true);
  if (item.type === "text") return `no span with the words "${item.text}"`;
  return item.type === "has" ? `no span for which ${describe(item.item, "span")}` : `not: ${describe(item, scope)}`;
}

function describeClause({ field, operator, values }: Clause, scope: Scope, isNegated: boolean): string {
  const type = findField(field, scope)?.type;
  const name = field.replaceAll("_", " ").replace(/^score\./, "score for ");
  const subject = type === "any" ? `attribute ${field.replace(/^attributes\.(?=[^[])/, "")}` : name;
  const [holds, not] = verbs[operator];
  const shown = values.map((value) => describeValue(value, scope, field, operator));
  const list =
    shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} ${isNegated ? "nor" : "or"} ${shown.at(-1)}`;
  return `${subject} ${isNegated ? not : holds}${list === "" ? "" : ` ${list}`}`;
}

const unitNames: readonly (readonly [suffix: string, name: string])[] = [
  ["us", "microsecond"],
  ["ms", "millisecond"],
  ["s", "second"],
  ["m", "minute"],
  ["h", "hour"],
];

function describeValue(value: Value, scope: Scope, name: string, operator: Operator): string {
  const field = findField(name, scope);
  const text = printValue(field, operator, value);
  if (field?.type === "score" && typeof value === "number") return `${Number((value * 100).toPrecision(12))} percent`;
  if (field?.type !== "duration") return typeof value === "string" && value !== "" ? value : text;
  const [suffix, unit] = unitNames.find(([known]) => text.endsWith(known)) ?? ["", ""];
  const amount = text.slice(0, text.length - suffix.length);
  return `${amount} ${unit}${amount === "1" ? "" : "s"}`;
}
