import type { ListJudgeModelsResponse } from "@plumbline/public-api/routes/list-judge-models";
import type { JudgeModel } from "@plumbline/public-api/schemas/judge-model";
import type { Extraction, ExtractionConfig, ExtractionField, FieldResult } from "@plumbline/span/extraction/types";
import { callApi } from "~/lib/api-client";
import type { EvaluationSettings } from "./evaluation-draft";

/** Presets that a project may not have yet: choosing one and storing its token makes the judge. */
export const presetChoices = [
  { preset: "pai-judge", name: "PAI Judge Model", host: "aiservice.cn-hangzhou.aliyuncs.com" },
  { preset: "qwen-max", name: "qwen-max", host: "dashscope.aliyuncs.com" },
] as const;
export type PresetChoice = (typeof presetChoices)[number];

export type { JudgeModel };

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

export function listJudges(projectId: string): Promise<ListJudgeModelsResponse> {
  return callApi(`${ofProject(projectId)}/judge-models`);
}

export function storeJudgeToken(projectId: string, judgeId: string, token: string): Promise<JudgeModel> {
  return callApi(`${ofProject(projectId)}/judge-models/${judgeId}`, { method: "PATCH", body: { token } });
}

export function createPresetJudge(
  projectId: string,
  preset: PresetChoice["preset"],
  token: string,
): Promise<JudgeModel> {
  return callApi(`${ofProject(projectId)}/judge-models`, { method: "POST", body: { preset, token } });
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
