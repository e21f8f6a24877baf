import { PlumblineError } from "@plumbline/base/errors";
import type { ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { bundledPricer, createPricer, priceCall } from "@plumbline/span/pricing/price-call";
import { selectProjectPrices } from "@plumbline/span-store/prices/project-price-rows";
import type { TaskBudget } from "./task-types";

/** US dollars of a call with so many tokens. */
export type JudgePrice = (promptTokens: number, completionTokens: number) => number;

interface PricedJudge {
  readonly model: string;
  readonly input_per_million: number | null;
  readonly output_per_million: number | null;
}

/**
 * By the judge's own prices, else by the project's, else by the bundled lists: as any other model call is priced. Undefined where
 * none knows the model.
 */
export async function loadJudgePrice(
  pool: Pool,
  projectId: ProjectId,
  judgeId: string,
): Promise<JudgePrice | undefined> {
  const { rows } = await pool.query<PricedJudge>(
    "SELECT model, input_per_million, output_per_million FROM judge_model WHERE project_id = $1 AND id = $2",
    [projectId, judgeId],
  );
  const [judge] = rows;
  if (judge === undefined) return undefined;
  const { model, input_per_million: input, output_per_million: output } = judge;
  if (input !== null && output !== null) {
    return (promptTokens, completionTokens) => (promptTokens * input + completionTokens * output) / 1e6;
  }
  const own = await selectProjectPrices(pool, projectId);
  const pricer = own.length === 0 ? bundledPricer : createPricer(own);
  const price = (inputTokens: number, outputTokens: number) =>
    priceCall({ model, at: new Date(), inputTokens, outputTokens }, pricer)?.cost;
  if (price(1, 1) === undefined) return undefined;
  return (promptTokens, completionTokens) => price(promptTokens, completionTokens) ?? 0;
}

/** Throws `request.invalid` for a cap in money where nobody knows what a call costs. */
export async function requirePriceFor(
  pool: Pool,
  projectId: ProjectId,
  judge: { readonly id: string; readonly model: string },
  budget: TaskBudget | null,
): Promise<void> {
  const field = (["costPerDay", "costTotal"] as const).find((name) => (budget?.[name] ?? null) !== null);
  if (field === undefined || (await loadJudgePrice(pool, projectId, judge.id)) !== undefined) return;
  throw new PlumblineError("request.invalid", {
    field: `budget.${field}`,
    message: `The model "${judge.model}" has no price, so its cost cannot be capped. Set a cap in tokens, or enter its prices in the judge's settings.`,
  });
}
