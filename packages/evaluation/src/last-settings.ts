import type { Grant } from "@plumbline/base/grant";
import type { EvaluationConfig } from "./evaluation-config";
import type { EvaluationDeps } from "./evaluation-deps";
import { principalName } from "./request-evaluation";

export interface LastSettings {
  readonly settings: EvaluationConfig;
  /** Null where that judge was removed since. */
  readonly judgeModelId: string | null;
  /** Whose they were, and when: shown beside the form that they fill. */
  readonly from: { readonly scope: "you" | "project"; readonly application: string; readonly at: string };
}

/**
 * What the form is filled in with: the last settings that this person used for the application, else that anyone used for
 * it, else this person's last in the project, else anyone's. Undefined before the first evaluation.
 */
export async function getLastSettings(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:read"> | Grant<"evaluation:run">,
  { application }: { readonly application: string },
): Promise<LastSettings | undefined> {
  const { projectId, principal } = grant;
  const requestedBy = principalName(principal);
  const wishes = [{ requestedBy, application }, { application }, { requestedBy }, {}];
  for (const wish of wishes) {
    const row = await deps.prisma.evaluation.findFirst({
      where: { projectId, ...wish },
      orderBy: { requestedAt: "desc" },
      select: { config: true, judgeModelId: true, requestedBy: true, application: true, requestedAt: true },
    });
    if (row === null) continue;
    const judge = await deps.prisma.judgeModel.findFirst({
      where: { id: row.judgeModelId, projectId, archivedAt: null },
      select: { id: true },
    });
    return {
      settings: row.config as unknown as EvaluationConfig,
      judgeModelId: judge?.id ?? null,
      from: {
        scope: row.requestedBy === requestedBy ? "you" : "project",
        application: row.application,
        at: row.requestedAt.toISOString(),
      },
    };
  }
  return undefined;
}
