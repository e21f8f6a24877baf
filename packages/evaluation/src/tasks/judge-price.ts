import { PlumblineError } from "@plumbline/base/errors";
import type { ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { bundledPricer, createPricer, priceCall } from "@plumbline/span/pricing/price-call";
import { selectProjectPrices } from "@plumbline/span-store/prices/project-price-rows";
import type { TaskBudget } from "./task-types";

/** US dollars of a call with so many tokens; undefined where the model has no price. */
export type JudgePrice = (promptTokens: number, completionTokens: number) => number;

/** By the project's own prices, then the bundled lists: as any other model call is priced. */
export async function loadJudgePrice(pool: Pool, projectId: ProjectId, model: string): Promise<JudgePrice | undefined> {
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
  model: string,
  budget: TaskBudget | null,
): Promise<void> {
  const field =
    budget?.costPerDay != null ? "budget.costPerDay" : budget?.costTotal != null ? "budget.costTotal" : undefined;
  if (field === undefined || (await loadJudgePrice(pool, projectId, model)) !== undefined) return;
  throw new PlumblineError("request.invalid", {
    field,
    message: `The model "${model}" has no price, so its cost cannot be capped. Set a cap in tokens, or add a price for it in the project's model prices.`,
  });
}
