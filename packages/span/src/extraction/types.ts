/** The three fields of an evaluation. Names follow Alibaba PAI's trace evaluation, so that its users feel at home. */
export const extractionFields = ["query", "answer", "context"] as const;
export type ExtractionField = (typeof extractionFields)[number];

/** Where one value is. The first rule of a field that finds a value wins; a miss is never scored. */
export interface ExtractionRule {
  /** Exact name of the span inside the trace. */
  readonly spanName: string;
  /** Path inside the span document, e.g. `attributes.retrieval.documents[*].document.content`. Required. */
  readonly jsonPathInSpan: string;
  /** Second path, used when the value found is itself JSON text, e.g. `text[0]`. */
  readonly jsonPathInSpanValue?: string;
  /** Which of several spans of that name, by start time. Default: first for query, last for answer, all for context. */
  readonly pick?: "first" | "last" | "all";
}

export interface ExtractionConfig {
  readonly query: readonly ExtractionRule[];
  readonly answer: readonly ExtractionRule[];
  readonly context: readonly ExtractionRule[];
}

export type ExtractionStatus =
  | "ok"
  | "span_missing"
  | "path_missing"
  | "empty"
  | "not_json"
  | "many_matches"
  | "path_invalid";

/** Where a value was read, so that it can be shown beside its span. */
export interface ExtractionSource {
  readonly spanId: string;
  readonly spanName: string;
  /** Concrete path of this value, wildcards replaced by the index. */
  readonly path: string;
  readonly valuePath?: string;
}

export interface ExtractedValue {
  readonly text: string;
  readonly source: ExtractionSource;
  /** `type_coerced`: a number, boolean or object was turned into text. */
  readonly notices: readonly ("type_coerced" | "truncated" | "joined")[];
}

export interface ExtractionMiss {
  readonly field: ExtractionField;
  readonly status: Exclude<ExtractionStatus, "ok">;
  /** A finished sentence in English, the same words in preview, evaluation and task. */
  readonly message: string;
  readonly spanName: string;
  readonly path: string;
  /** How many spans of the trace carry spanName. */
  readonly spansNamed: number;
  /** Near paths or span names that do exist, best first; at most three. */
  readonly suggestions: readonly string[];
  /** For not_json: the first 80 characters of the value. */
  readonly excerpt?: string;
}

export type FieldResult =
  | {
      readonly status: "ok";
      readonly ruleIndex: number;
      readonly values: readonly ExtractedValue[];
      readonly spansNamed: number;
    }
  | { readonly status: "missed"; readonly miss: ExtractionMiss };

/** The outcome for one trace. `context` has one value per document; query and answer have exactly one. */
export interface Extraction {
  readonly query: FieldResult;
  readonly answer: FieldResult;
  readonly context: FieldResult;
}

/** A path that the grammar refuses. `position` counts UTF-16 units from 0, as an input's caret does. */
export interface PathError {
  readonly position: number;
  readonly length: number;
  readonly expected: string;
  readonly message: string;
}
