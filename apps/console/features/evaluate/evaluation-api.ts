import type { Extraction, ExtractionConfig, ExtractionField, FieldResult } from "@plumbline/span/extraction/types";
import { callApi } from "~/lib/api-client";
import type { EvaluationSettings } from "./evaluation-draft";

/** A judge as the API shows it: never its token. */
export interface JudgeChoice {
  readonly id: string;
  readonly name: string;
  readonly preset: "pai-judge" | "qwen-max" | "openai-compatible" | "stand-in";
  readonly model: string;
  readonly baseUrl: string;
  readonly hasToken: boolean;
  readonly tokenLast4: string | null;
  readonly isStandIn: boolean;
}

export interface LastSettings {
  readonly settings: EvaluationSettings;
  readonly judgeModelId: string | null;
  /** Whose they were, and when: shown, so that nobody wonders where the values come from. */
  readonly from: { readonly scope: "you" | "project"; readonly application: string; readonly at: string };
}

export interface ExtractionPreview {
  /** Null for a field without a rule. */
  readonly extraction: Readonly<Record<ExtractionField, FieldResult | null>>;
  /** Rules that fit this trace, by the conventions its spans follow; null where none is known. */
  readonly detected: ExtractionConfig | null;
  /** Names of the trace's spans, in order of their start, each once. */
  readonly spanNames: readonly { readonly name: string; readonly kind: string; readonly count: number }[];
}

export type { Extraction };

const ofProject = (projectId: string) => `/v1/projects/${encodeURIComponent(projectId)}`;

export function listJudges(projectId: string): Promise<{ items: readonly JudgeChoice[] }> {
  return callApi(`${ofProject(projectId)}/judge-models`);
}

export function storeJudgeToken(projectId: string, judgeId: string, token: string): Promise<JudgeChoice> {
  return callApi(`${ofProject(projectId)}/judge-models/${judgeId}`, { method: "PATCH", body: { token } });
}

export function getLastSettings(projectId: string, application: string): Promise<{ last: LastSettings | null }> {
  return callApi(`${ofProject(projectId)}/evaluation-settings`, { query: { application } });
}

export function previewExtraction(
  projectId: string,
  traceId: string,
  extraction: ExtractionConfig,
  signal?: AbortSignal,
): Promise<ExtractionPreview> {
  return callApi(`${ofProject(projectId)}/traces/${traceId}/extraction`, {
    method: "POST",
    body: { extraction },
    ...(signal === undefined ? {} : { signal }),
  });
}

export function requestEvaluation(
  projectId: string,
  traceId: string,
  request: { readonly config: EvaluationSettings; readonly judgeModelId: string },
): Promise<{ readonly id: string }> {
  const { config, judgeModelId } = request;
  return callApi(`${ofProject(projectId)}/traces/${traceId}/evaluations`, {
    method: "POST",
    body: { judgeId: judgeModelId, ...config },
  });
}
