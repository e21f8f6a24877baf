import type { Clause, HasSpan, Query, TextClause } from "@plumbline/query/query";
import { hasContentClause } from "@plumbline/query/relax";

export type ContentQuery = Clause | TextClause | HasSpan;

/**
 * A query taken apart by where it is answered: what rows of `trace` and `span` tell is left to SQL, in pieces as large as
 * possible, and what the contents of spans tell is asked of each span.
 */
export interface QueryParts {
  readonly root: PartNode;
  /** For SQL over `trace`. */
  readonly ofTrace: readonly Query[];
  /** For SQL over `span`: what stands beside contents inside of `has`. */
  readonly ofSpan: readonly Query[];
  /** For the contents of a span, each answered with yes or no; the trace holds it when one span does. */
  readonly questions: readonly SpanNode[];
}

export type PartNode =
  | { readonly type: "and" | "or"; readonly items: readonly PartNode[] }
  | { readonly type: "not"; readonly item: PartNode }
  /** By their places in `ofTrace` and `questions`. */
  | { readonly type: "row" | "question"; readonly place: number };

export type SpanNode =
  | { readonly type: "and" | "or"; readonly items: readonly SpanNode[] }
  | { readonly type: "not"; readonly item: SpanNode }
  | { readonly type: "row"; readonly place: number }
  | { readonly type: "content"; readonly clause: Clause | TextClause };

export function takeApart(query: Query): QueryParts {
  const ofTrace: Query[] = [];
  const ofSpan: Query[] = [];
  const questions: SpanNode[] = [];

  function traceNode(part: Query): PartNode {
    if (!hasContentClause(part)) return { type: "row", place: ofTrace.push(part) - 1 };
    switch (part.type) {
      case "and":
      case "or":
        return { type: part.type, items: part.items.map(traceNode) };
      case "not":
        return { type: "not", item: traceNode(part.item) };
      case "has":
        return { type: "question", place: questions.push(spanNode(part.item)) - 1 };
      default:
        return { type: "question", place: questions.push({ type: "content", clause: part }) - 1 };
    }
  }

  function spanNode(part: Query): SpanNode {
    if (!hasContentClause(part)) return { type: "row", place: ofSpan.push(part) - 1 };
    switch (part.type) {
      case "and":
      case "or":
        return { type: part.type, items: part.items.map(spanNode) };
      case "not":
        return { type: "not", item: spanNode(part.item) };
      case "has":
        return spanNode(part.item);
      default:
        return { type: "content", clause: part };
    }
  }

  return { root: traceNode(query), ofTrace, ofSpan, questions };
}

/** @param rows What SQL said of each item of `ofTrace`. @param answers Whether a span answered each question with yes. */
export function holdsForTrace(node: PartNode, rows: readonly boolean[], answers: readonly boolean[]): boolean {
  switch (node.type) {
    case "and":
      return node.items.every((item) => holdsForTrace(item, rows, answers));
    case "or":
      return node.items.some((item) => holdsForTrace(item, rows, answers));
    case "not":
      return !holdsForTrace(node.item, rows, answers);
    case "row":
      return rows[node.place] === true;
    case "question":
      return answers[node.place] === true;
  }
}

export function holdsForSpan(
  node: SpanNode,
  rows: readonly boolean[],
  holds: (clause: Clause | TextClause) => boolean,
): boolean {
  switch (node.type) {
    case "and":
      return node.items.every((item) => holdsForSpan(item, rows, holds));
    case "or":
      return node.items.some((item) => holdsForSpan(item, rows, holds));
    case "not":
      return !holdsForSpan(node.item, rows, holds);
    case "row":
      return rows[node.place] === true;
    case "content":
      return holds(node.clause);
  }
}
