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
  async handle({ prices, access }, { grant, principal, body }) {
    const made = modelPriceFrom(await prices.add(grant, toNewModelPrice(body)));
    const { modelPattern, provider, currency, usdRate, validFrom, prices: perMillion } = made;
    await access.recordAuditEvent({
      action: "model-price.added",
      principal,
      projectId: grant.projectId,
      object: { kind: "model-price", id: made.id },
      detail: { modelPattern, provider, currency, usdRate, validFrom, prices: perMillion },
    });
    return made;
  },
});
