import type { TestJudgeModelResponse } from "@plumbline/public-api/routes/test-judge-model";
import type { JudgeModel } from "@plumbline/public-api/schemas/judge-model";
import { callApi } from "~/lib/api-client";

export type { JudgeModel };

export interface JudgeInput {
  readonly name: string;
  readonly preset: JudgeModel["preset"];
  readonly baseUrl: string;
  readonly model: string;
  readonly authScheme: "bearer" | "raw";
  readonly token?: string;
}

const ofProject = (projectId: string) => `/v1/projects/${projectId}/judge-models`;

export const judgesKey = (projectId: string) => ["judge-models", projectId] as const;

export const listJudges = (projectId: string) => callApi<{ items: readonly JudgeModel[] }>(ofProject(projectId));

export const createJudge = (projectId: string, body: JudgeInput) =>
  callApi<JudgeModel>(ofProject(projectId), { method: "POST", body });

export const updateJudge = (projectId: string, id: string, body: Partial<JudgeInput>) =>
  callApi<JudgeModel>(`${ofProject(projectId)}/${id}`, { method: "PATCH", body });

export const archiveJudge = (projectId: string, id: string) =>
  callApi<unknown>(`${ofProject(projectId)}/${id}`, { method: "DELETE" });

export const testJudge = (projectId: string, id: string) =>
  callApi<TestJudgeModelResponse>(`${ofProject(projectId)}/${id}/test`, { method: "POST" });
