import { defineRoute } from "../define-route";
import { modelPrice, modelPriceFrom, newModelPrice, toNewModelPrice } from "../schemas/model-price";

export const addModelPrice = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/model-prices",
  permission: "price:manage",
  summary: "Add a price; it holds for spans that arrive a minute later at the latest",
  body: newModelPrice,
  response: modelPrice,
  status: 201,
  async handle({ prices }, { grant, body }) {
    return modelPriceFrom(await prices.add(grant, toNewModelPrice(body)));
  },
});
