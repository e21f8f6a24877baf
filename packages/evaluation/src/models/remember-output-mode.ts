import type { EvaluationDeps } from "../evaluation-deps";
import type { JudgeEndpoint, OutputMode } from "../judge/endpoint";

/** Keeps the mode that a run found to work, so that the next process does not have to find it again. */
export async function rememberOutputMode(
  deps: EvaluationDeps,
  endpoint: JudgeEndpoint,
  mode: OutputMode,
): Promise<void> {
  if (mode === endpoint.outputMode) return;
  await deps.prisma.judgeModel.updateMany({
    // Not if its address or model was changed meanwhile.
    where: { id: endpoint.id, baseUrl: endpoint.baseUrl, model: endpoint.model },
    data: { outputMode: mode, probedAt: new Date() },
  });
}
