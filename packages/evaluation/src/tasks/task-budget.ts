import { newUuid } from "@plumbline/base/ids";
import { inTransaction, type PoolClient } from "@plumbline/db/pool";
import type { EvaluationDeps } from "../evaluation-deps";
import type { EvaluationLease } from "../evaluation-lease";
import type { CallBudget, CallEnd, CallReservation } from "../judge/call-budget";
import type { ChatBody } from "../judge/chat-request";
import { JudgeFailure } from "../judge/outcome";
import { reasonOfFailure } from "../state-reason";
import { blockTask, isBlocking } from "./block-task";
import { type JudgePrice, loadJudgePrice } from "./judge-price";
import { spendReservations } from "./task-spend";
import type { TaskBudget, TaskState } from "./task-types";

export interface TaskCallBudget extends CallBudget {
  /** After the run: what was never settled counts as spent. */
  close(): Promise<void>;
}

interface Amount {
  readonly tokens: number;
  /** US dollars; 0 where the model has no price, and then nothing is capped by it. */
  readonly cost: number;
}

/**
 * Counts the calls of a task's evaluation against its caps. Each call is reserved for with the most that it can cost, in one
 * transaction that fails where a cap would be passed, and settled with what it did cost: however many workers call at once,
 * no cap is overspent. Undefined for an evaluation of no task.
 */
export async function openTaskBudget(
  deps: EvaluationDeps,
  lease: EvaluationLease,
): Promise<TaskCallBudget | undefined> {
  const { task, projectId } = lease;
  if (task === null) return undefined;
  const price = await loadJudgePrice(deps.pool, projectId, lease.judgeModelId);
  return new CountedCalls(deps, lease, task, price);
}

class CountedCalls implements TaskCallBudget {
  readonly #deps: EvaluationDeps;
  readonly #lease: EvaluationLease;
  readonly #task: { readonly id: string; readonly version: number };
  readonly #price: JudgePrice | undefined;
  #isReserving = false;

  constructor(
    deps: EvaluationDeps,
    lease: EvaluationLease,
    task: { readonly id: string; readonly version: number },
    price: JudgePrice | undefined,
  ) {
    this.#deps = deps;
    this.#lease = lease;
    this.#task = task;
    this.#price = price;
  }

  async reserve(body: ChatBody): Promise<CallReservation | undefined> {
    const { pool } = this.#deps;
    const { projectId, evaluationId } = this.#lease;
    const { rows } = await pool.query<{ state: TaskState; budget: TaskBudget | null }>(
      "SELECT state, budget FROM evaluation_task WHERE project_id = $1 AND id = $2",
      [projectId, this.#task.id],
    );
    const [row] = rows;
    if (row?.state === "blocked") throw new JudgeFailure("held", "The task is blocked; this goes on when it does.");
    const budget = row?.budget ?? null;
    if (budget === null) return undefined;
    const most = this.#mostOf(body);
    const id = newUuid();
    this.#isReserving = true;
    await inTransaction(pool, async (client) => {
      const day = await this.#raise(client, budget, most);
      await client.query(
        `INSERT INTO evaluation_reservation (project_id, evaluation_id, id, task_id, day, tokens, cost)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [projectId, evaluationId, id, this.#task.id, day, most.tokens, most.cost],
      );
    });
    return { settle: (end) => this.#settle(id, most, end) };
  }

  async gaveUp(failure: JudgeFailure): Promise<void> {
    const reason = reasonOfFailure(failure);
    if (await isBlocking(this.#deps.pool, this.#lease, reason)) await blockTask(this.#deps.pool, this.#lease, reason);
  }

  async close(): Promise<void> {
    if (this.#isReserving) await spendReservations(this.#deps.pool, this.#lease.projectId, this.#lease.evaluationId);
  }

  /** A token is a byte of UTF-8 at least, and the body holds more than what is counted of it. */
  #mostOf(body: ChatBody): Amount {
    const promptTokens = Buffer.byteLength(JSON.stringify(body));
    const completionTokens = body.max_completion_tokens ?? body.max_tokens ?? 0;
    return { tokens: promptTokens + completionTokens, cost: this.#price?.(promptTokens, completionTokens) ?? 0 };
  }

  /** The total first, so that two calls never wait for each other crosswise. Answers the day. */
  async #raise(client: PoolClient, budget: TaskBudget, most: Amount): Promise<string> {
    const { projectId } = this.#lease;
    const { rows } = await client.query<{ day: string }>("SELECT (now() AT TIME ZONE 'UTC')::date::text AS day");
    const day = rows[0]?.day ?? "";
    const caps = [
      ["infinity", budget.tokensTotal, budget.costTotal, "in total"],
      [day, budget.tokensPerDay, budget.costPerDay, "a day"],
    ] as const;
    for (const [of, tokens, cost, period] of caps) {
      await client.query(
        "INSERT INTO evaluation_spend (project_id, task_id, day) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        [projectId, this.#task.id, of],
      );
      const { rowCount } = await client.query(
        `UPDATE evaluation_spend SET tokens_reserved = tokens_reserved + $4, cost_reserved = cost_reserved + $5::numeric
          WHERE project_id = $1 AND task_id = $2 AND day = $3
            AND ($6::bigint IS NULL OR tokens_spent + tokens_reserved + $4 <= $6)
            AND ($7::numeric IS NULL OR cost_spent + cost_reserved + $5::numeric <= $7)`,
        [projectId, this.#task.id, of, most.tokens, most.cost, tokens, cost],
      );
      if (rowCount !== 1) throw new JudgeFailure("budget", capSentence(tokens, cost, period));
    }
    return day;
  }

  async #settle(id: string, most: Amount, end: CallEnd): Promise<void> {
    const { projectId, evaluationId } = this.#lease;
    const used = this.#usedOf(most, end);
    await inTransaction(this.#deps.pool, async (client) => {
      const { rows } = await client.query<{ day: string }>(
        `DELETE FROM evaluation_reservation WHERE project_id = $1 AND evaluation_id = $2 AND id = $3 RETURNING day::text AS day`,
        [projectId, evaluationId, id],
      );
      const [row] = rows;
      // Taken back by another worker after an outage, and counted as spent there.
      if (row === undefined) return;
      for (const day of ["infinity", row.day]) {
        await client.query(
          `UPDATE evaluation_spend
              SET tokens_reserved = tokens_reserved - $4, tokens_spent = tokens_spent + $5,
                  cost_reserved = cost_reserved - $6::numeric, cost_spent = cost_spent + $7::numeric
            WHERE project_id = $1 AND task_id = $2 AND day = $3`,
          [projectId, this.#task.id, day, most.tokens, used.tokens, most.cost, used.cost],
        );
      }
    });
  }

  /** A call that was refused costs nothing; one of which nothing is known may have cost all that it could. */
  #usedOf(most: Amount, { outcome, httpStatus, promptTokens, completionTokens }: CallEnd): Amount {
    if (promptTokens !== null) {
      const completion = completionTokens ?? 0;
      return { tokens: promptTokens + completion, cost: this.#price?.(promptTokens, completion) ?? 0 };
    }
    const isRefused = outcome !== "ok" && httpStatus !== null && httpStatus >= 400;
    return isRefused ? { tokens: 0, cost: 0 } : most;
  }
}

function capSentence(tokens: number | null, cost: number | null, period: string): string {
  const caps = [
    ...(tokens === null ? [] : [`${tokens.toLocaleString("en-US")} tokens`]),
    ...(cost === null ? [] : [`$${cost}`]),
  ];
  return `The task's cap of ${caps.join(" and ")} ${period} leaves no room for the next call. What was answered is kept: raise the cap and run the skipped traces again.`;
}
