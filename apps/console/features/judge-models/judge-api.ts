import { callApi } from "~/lib/api-client";

export type JudgePreset = "pai-judge" | "qwen-max" | "openai-compatible" | "stand-in";

/** A judge as the API shows it. The token itself never comes back: only that there is one, and its last four characters. */
export interface JudgeModel {
  readonly id: string;
  readonly name: string;
  readonly preset: JudgePreset;
  readonly baseUrl: string;
  readonly model: string;
  readonly authScheme: "bearer" | "raw";
  readonly hasToken: boolean;
  readonly tokenLast4: string | null;
  readonly isStandIn: boolean;
  readonly temperature: number | null;
  readonly maxConcurrency: number;
  readonly timeoutMs: number;
  readonly outputMode: "json_schema" | "tool" | "json_object" | "text" | null;
  readonly probedAt: string | null;
}

export interface JudgeInput {
  readonly name: string;
  readonly preset: JudgePreset;
  readonly baseUrl: string;
  readonly model: string;
  readonly authScheme: "bearer" | "raw";
  readonly token?: string;
}

export interface JudgeTest {
  readonly ok: boolean;
  readonly message: string;
  readonly latencyMs: number | null;
  readonly outputMode: JudgeModel["outputMode"];
  readonly modelAnswered: string | null;
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
  callApi<JudgeTest>(`${ofProject(projectId)}/${id}/test`, { method: "POST", body: {} });
