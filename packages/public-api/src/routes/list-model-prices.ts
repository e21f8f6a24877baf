import { z } from "zod";
import { defineRoute } from "../define-route";
import { modelPrice, modelPriceFrom } from "../schemas/model-price";

const response = z.strictObject({ items: z.array(modelPrice), nextCursor: z.null() });
export type ModelPricesResponse = z.infer<typeof response>;

export const listModelPrices = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/model-prices",
  permission: "trace:read",
  summary: "List the prices that this project sets itself; they go before the bundled ones",
  response,
  async handle({ prices }, { grant }) {
    return { items: (await prices.list(grant)).map(modelPriceFrom), nextCursor: null };
  },
});
