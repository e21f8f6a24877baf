import { z } from "zod";
import { defineRoute } from "../define-route";
import { uuid } from "../schemas/trace-id";

const response = z.strictObject({ id: z.string() });
export type RemoveModelPriceResponse = z.infer<typeof response>;

export const removeModelPrice = defineRoute({
  method: "DELETE",
  path: "/api/v1/projects/{projectId}/model-prices/{modelPriceId}",
  permission: "price:manage",
  summary: "End a price; what it priced keeps its cost",
  params: z.strictObject({ modelPriceId: uuid }),
  response,
  async handle({ prices, access }, { grant, principal, params }) {
    await prices.remove(grant, params.modelPriceId);
    await access.recordAuditEvent({
      action: "model-price.removed",
      principal,
      projectId: grant.projectId,
      object: { kind: "model-price", id: params.modelPriceId },
    });
    return { id: params.modelPriceId };
  },
});
