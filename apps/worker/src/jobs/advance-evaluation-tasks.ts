import { handleJob } from "@plumbline/queue/job-definition";
import { advanceEvaluationTasks } from "@plumbline/queue/jobs/advance-evaluation-tasks";
import type { WorkerServices } from "../services";

export const advanceEvaluationTasksJob = ({ access, evaluation, logger }: WorkerServices) =>
  handleJob(advanceEvaluationTasks, async (_payload, { signal }) => {
    for (const { projectId, taskId } of await evaluation.tasks.listActive()) {
      if (signal.aborted) return;
      try {
        const grant = await access.authorizeJob(advanceEvaluationTasks.name, "evaluation:run", projectId);
        await evaluation.tasks.advance(grant, taskId, signal);
      } catch (error) {
        // One task's trouble is not the others': its next turn begins where this one was.
        logger.error({ projectId, taskId, err: error }, "An evaluation task could not be advanced.");
      }
    }
  });
