import type { ProjectId } from "@plumbline/base/ids";
import { handleJob } from "@plumbline/queue/job-definition";
import { evaluateTrace } from "@plumbline/queue/jobs/evaluate-trace";
import type { WorkerServices } from "../services";

export const evaluateTraceJob = ({ access, evaluation }: WorkerServices) =>
  handleJob(evaluateTrace, async ({ projectId, evaluationId }, { signal }) => {
    const grant = await access.authorizeJob(evaluateTrace.name, "evaluation:run", projectId as ProjectId);
    await evaluation.runEvaluation(grant, evaluationId, signal);
  });
