import type { JsonValue } from "@plumbline/base/json";
import { structured } from "../content/carriers";
import type { ReadSpan } from "../document/types";
import { buildForest } from "../forest";
import type { LlmKind } from "../kind";
import { extract } from "./extract";
import { locateText } from "./locate-text";
import type { PathStep } from "./path";
import { renderPath } from "./render-path";
import type { ExtractionConfig, ExtractionField, ExtractionRule } from "./types";

type Side = "input" | "output";
type PathPair = Pick<ExtractionRule, "jsonPathInSpan" | "jsonPathInSpanValue">;
type Source = (span: ReadSpan) => PathPair | undefined;

/** Where a question or an answer stands in each convention, best first. */
const textSources: Readonly<Record<Side, readonly Source[]>> = {
  input: [
    (span) => inAttribute(span, "input.value", "input"),
    (span) => inAttribute(span, "gen_ai.input.messages", "input"),
    (span) => inDocument(span, ["llm", "input_messages"], "input"),
    (span) => inDocument(span, ["gen_ai", "prompt"], "input"),
    (span) => inAttribute(span, "gen_ai.prompt", "input"),
    (span) => inAttribute(span, "gen_ai.retrieval.query.text", "input"),
  ],
  output: [
    (span) => inAttribute(span, "output.value", "output"),
    (span) => inAttribute(span, "gen_ai.output.messages", "output"),
    (span) => inDocument(span, ["llm", "output_messages"], "output"),
    (span) => inDocument(span, ["gen_ai", "completion"], "output"),
    (span) => inAttribute(span, "gen_ai.completion", "output"),
  ],
};

/** Where documents stand, best first. Only documents of a retrieval or a re-ranking are context. */
const documentPaths: readonly PathPair[] = [
  { jsonPathInSpan: "attributes.retrieval.documents[*].document.content" },
  ...["content", "page_content", "text"].map((key) => ({
    jsonPathInSpan: "attributes.gen_ai.retrieval.documents",
    jsonPathInSpanValue: `[*].${key}`,
  })),
  { jsonPathInSpan: "attributes.reranker.output_documents[*].document.content" },
  ...["[*].page_content", "[*].content", "[*].text", "[*].node.text", "documents[*].page_content"].map((path) => ({
    jsonPathInSpan: "attributes.output.value",
    jsonPathInSpanValue: path,
  })),
];

/** Kinds whose input and output are those of the whole request come first, a model call stands in for them. */
const answerKinds: readonly (readonly LlmKind[])[] = [["AGENT", "CHAIN"], ["LLM"], ["TASK", "UNKNOWN"]];
/** A trace that only retrieves has a question too, but no answer. */
const queryKinds: readonly (readonly LlmKind[])[] = [...answerKinds, ["RETRIEVER"]];
const documentKinds: readonly (readonly LlmKind[])[] = [["RETRIEVER"], ["RERANKER"]];

/**
 * Proposes where Query, Answer and Context of a trace stand, for traces of OpenInference and OTel GenAI. Every rule proposed has
 * been tried on these spans and finds its value; a field for which nothing is found gets no rule. Undefined if no field has one.
 */
export function detectExtraction(spans: readonly ReadSpan[]): ExtractionConfig | undefined {
  const ordered = topDown(spans);
  const config = {
    query: detectText(ordered, "query", "input"),
    answer: detectText(ordered, "answer", "output"),
    context: detectContext(ordered),
  };
  return Object.values(config).some((rules) => rules.length > 0) ? config : undefined;
}

/** From the top of the trace down, by start time: the outermost span speaks for the request. */
function topDown(spans: readonly ReadSpan[]): ReadSpan[] {
  const rows = spans.map((span) => ({
    span,
    spanId: span.document.span_id,
    parentSpanId: span.document.parent_span_id,
    start: span.document.start_time,
  }));
  const forest = buildForest(rows, (a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  return Array.from(forest.order, (row, position) => ({ span: rows[row]?.span, depth: forest.depth[position] ?? 0 }))
    .sort((a, b) => a.depth - b.depth)
    .flatMap(({ span }) => span ?? []);
}

function detectText(spans: readonly ReadSpan[], field: "query" | "answer", side: Side): readonly ExtractionRule[] {
  const pick = field === "query" ? "first" : "last";
  for (const span of ofKinds(spans, field === "query" ? queryKinds : answerKinds)) {
    for (const source of textSources[side]) {
      const paths = source(span);
      if (paths === undefined) continue;
      const rule = { spanName: span.document.name, ...paths, pick } as const;
      if (findsIn(spans, field, rule) === span.document.span_id) return [rule];
    }
  }
  return [];
}

function detectContext(spans: readonly ReadSpan[]): readonly ExtractionRule[] {
  for (const span of ofKinds(spans, documentKinds)) {
    for (const paths of documentPaths) {
      const rule = { spanName: span.document.name, ...paths, pick: "all" } as const;
      if (findsIn(spans, "context", rule) !== undefined) return [rule];
    }
  }
  return [];
}

function ofKinds(spans: readonly ReadSpan[], groups: readonly (readonly LlmKind[])[]): ReadSpan[] {
  return groups.flatMap((kinds) => spans.filter((span) => kinds.includes(span.facts.kind)));
}

/** The span in which a rule finds its first value, by the same function that the evaluation uses. */
function findsIn(spans: readonly ReadSpan[], field: ExtractionField, rule: ExtractionRule): string | undefined {
  const result = extract(spans, { query: [], answer: [], context: [], [field]: [rule] })[field];
  return result.status === "ok" ? result.values[0]?.source.spanId : undefined;
}

/** A text attribute as it is, or the place of the text inside its JSON. */
function inAttribute(span: ReadSpan, key: string, side: Side): PathPair | undefined {
  const value = Object.hasOwn(span.flatAttributes, key) ? span.flatAttributes[key] : undefined;
  if (value === undefined || value === null || value === "") return undefined;
  const jsonPathInSpan = `attributes.${key}`;
  const inner = structured(value);
  if (inner === undefined) return typeof value === "string" ? { jsonPathInSpan } : undefined;
  const location = locateText(inner, side);
  if (location !== undefined) return { jsonPathInSpan, jsonPathInSpanValue: renderPath(stepsOf(location)) };
  // JSON in which nothing stands out: the whole text is what was asked or answered.
  return typeof value === "string" ? { jsonPathInSpan } : undefined;
}

/** A conversation that was flattened over many keys, addressed in the un-flattened document. */
function inDocument(span: ReadSpan, keys: readonly string[], side: Side): PathPair | undefined {
  let value: JsonValue | undefined = span.document.attributes;
  for (const key of keys) {
    value = typeof value === "object" && value !== null && !Array.isArray(value) ? value[key] : undefined;
  }
  const location = Array.isArray(value) ? locateText(value, side) : undefined;
  return location && { jsonPathInSpan: renderPath(stepsOf(["attributes", ...keys, ...location])) };
}

function stepsOf(location: readonly (string | number)[]): PathStep[] {
  return location.map((key) =>
    typeof key === "number" ? { type: "index", index: key } : { type: "name", name: key, isQuoted: false },
  );
}
