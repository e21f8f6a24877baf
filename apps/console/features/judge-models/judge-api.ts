import type { ListJudgePromptsResponse } from "@plumbline/public-api/routes/list-judge-prompts";
import type { TestJudgeModelResponse } from "@plumbline/public-api/routes/test-judge-model";
import type { JudgeModel } from "@plumbline/public-api/schemas/judge-model";
import { callApi } from "~/lib/api-client";

export type { JudgeModel };
export type JudgePrompt = ListJudgePromptsResponse["items"][number];

export interface JudgeInput {
  readonly name: string;
  readonly preset: JudgeModel["preset"];
  readonly baseUrl: string;
  readonly model: string;
  readonly authScheme: "bearer" | "raw";
  readonly contextTokens: number;
  readonly maxConcurrency: number;
  readonly timeoutMs: number;
  /** Null: the temperature is 0. */
  readonly temperature: number | null;
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly inputPerMillion: number | null;
  readonly outputPerMillion: number | null;
  readonly token?: string;
}

const ofProject = (projectId: string) => `/v1/projects/${projectId}/judge-models`;

/** Every list of the project's judges, those of other features as well. */
export const judgesKey = (projectId: string) => ["judge-models", projectId] as const;
export const allJudgesKey = (projectId: string) => [...judgesKey(projectId), "all"] as const;

/** With those that came with requests: here is where they can be looked at and removed. */
export const listJudges = (projectId: string) =>
  callApi<{ items: readonly JudgeModel[] }>(ofProject(projectId), { query: { unlisted: "true" } });

export const createJudge = (projectId: string, body: Partial<JudgeInput> & Pick<JudgeInput, "preset">) =>
  callApi<JudgeModel>(ofProject(projectId), { method: "POST", body });

export const updateJudge = (projectId: string, id: string, body: Partial<JudgeInput>) =>
  callApi<JudgeModel>(`${ofProject(projectId)}/${id}`, { method: "PATCH", body });

export const archiveJudge = (projectId: string, id: string) =>
  callApi<unknown>(`${ofProject(projectId)}/${id}`, { method: "DELETE" });

export const testJudge = (projectId: string, id: string) =>
  callApi<TestJudgeModelResponse>(`${ofProject(projectId)}/${id}/test`, { method: "POST" });

export const listPrompts = (projectId: string) =>
  callApi<ListJudgePromptsResponse>(`/v1/projects/${projectId}/judge-prompts`);
