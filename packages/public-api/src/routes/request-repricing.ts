import { z } from "zod";
import { defineRoute } from "../define-route";
import { repricing, repricingFrom } from "../schemas/repricing";
import { timeRange, toRange } from "../schemas/time-range";

export const requestRepricing = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/repricings",
  permission: "price:manage",
  summary: "Price the calls of a range again with the prices that hold now; default: 30 days",
  body: z.strictObject(timeRange(30)),
  response: repricing,
  status: 202,
  failures: ["resource.conflict"],
  async handle({ prices, access }, { grant, principal, body }) {
    const made = repricingFrom(await prices.reprice(grant, toRange(body, 30)));
    await access.recordAuditEvent({
      action: "model-price.applied-again",
      principal,
      projectId: grant.projectId,
      object: { kind: "repricing", id: made.id },
      detail: { from: made.from, to: made.to },
    });
    return made;
  },
});
