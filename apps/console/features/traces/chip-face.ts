import { printQuery } from "@plumbline/query/print";
import type { Clause, Operator, Query } from "@plumbline/query/query";

/** A chip in its parts, as it is read: field, operator, value. */
export interface ChipFace {
  readonly kind: "clause" | "has" | "group" | "text";
  /** Empty for text. */
  readonly field: string;
  readonly operator: string;
  /** Empty for "exists". */
  readonly value: string;
}

const operatorWords: Readonly<Record<Operator, readonly [holds: string, not: string]>> = {
  "=": ["is", "is not"],
  "~": ["contains", "does not contain"],
  ">": [">", "not >"],
  ">=": ["≥", "not ≥"],
  "<": ["<", "not <"],
  "<=": ["≤", "not ≤"],
  in: ["is one of", "is none of"],
  exists: ["exists", "does not exist"],
};

export function faceOf(query: Query): ChipFace {
  return query.type === "not" ? face(query.item, 1) : face(query, 0);
}

function face(query: Query, isNot: 0 | 1): ChipFace {
  switch (query.type) {
    case "clause":
      return clauseFace(query, isNot);
    case "has":
      return {
        kind: "has",
        field: isNot === 1 ? "no span" : "any span",
        operator: "where",
        value: inParentheses(printQuery(query)),
      };
    case "text":
      return { kind: "text", field: "", operator: isNot === 1 ? "without" : "", value: query.text };
    case "or":
      return { kind: "group", field: isNot === 1 ? "none of" : "any of", operator: "", value: printQuery(query) };
    case "and":
      return { kind: "group", field: isNot === 1 ? "not all of" : "all of", operator: "", value: printQuery(query) };
    case "not":
      return face(query.item, isNot === 1 ? 0 : 1);
  }
}

function clauseFace(clause: Clause, isNot: 0 | 1): ChipFace {
  const field = clause.field.replace(/^attributes\.(?=[^[])/, "").replaceAll("_", " ");
  const printed = printQuery(clause);
  const value =
    clause.operator === "exists"
      ? ""
      : clause.operator === "in"
        ? inParentheses(printed)
        : printed.slice(clause.field.length + clause.operator.length + 2);
  return { kind: "clause", field, operator: operatorWords[clause.operator][isNot], value };
}

function inParentheses(text: string): string {
  return text.slice(text.indexOf("(") + 1, -1);
}
