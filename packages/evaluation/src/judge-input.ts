import {
  type Extraction,
  type ExtractionMiss,
  extractionFields,
  type FieldResult,
} from "@plumbline/span/extraction/types";
import type { EvaluationConfig } from "./evaluation-config";
import { addressesJudge } from "./judge/addressed-judge";
import { languageOf } from "./judge/language";
import type { JudgeInput } from "./judge/metric-result";
import { distinctDocuments } from "./metrics/distinct-documents";

/** The input with the names of those parts that speak to the judge: shown as a flag, never counted. */
export interface FlaggedInput extends JudgeInput {
  readonly addressesJudge: readonly string[];
}

/** An empty list of documents is a finding ("nothing was retrieved"), not a miss; a field without rules was not asked for. */
export function missesOf(extraction: Extraction, config: EvaluationConfig): ExtractionMiss[] {
  return extractionFields.flatMap((field) => {
    const result = extraction[field];
    if (result.status === "ok" || config.extraction[field].length === 0) return [];
    return field === "context" && result.miss.status === "empty" ? [] : [result.miss];
  });
}

/** Only for an extraction without misses. */
export function judgeInputOf(extraction: Extraction): FlaggedInput {
  const query = textOf(extraction.query);
  const answer = textOf(extraction.answer);
  const documents = distinctDocuments(textsOf(extraction.context).filter((text) => text.trim() !== ""));
  const parts = [
    ["query", query],
    ["answer", answer],
    ...documents.map(({ id, text }) => [`document ${id}`, text] as const),
  ] as const;
  return {
    query,
    answer,
    documents,
    language: languageOf(answer),
    addressesJudge: parts.filter(([, text]) => addressesJudge(text)).map(([name]) => name),
  };
}

function textOf(result: FieldResult): string {
  return textsOf(result)[0] ?? "";
}

function textsOf(result: FieldResult): string[] {
  return result.status === "ok" ? result.values.map(({ text }) => text) : [];
}
