import type { Access } from "@plumbline/access/create-access";
import type { Logger } from "@plumbline/base/log";
import type { EvaluationService } from "@plumbline/evaluation/create-evaluation-service";
import type { MetricsReader } from "@plumbline/span-store/metrics/metrics-reader";
import type { ModelPrices } from "@plumbline/span-store/prices/model-prices";
import type { SpanReader } from "@plumbline/span-store/read/create-span-reader";

/** What the API needs of packages/access. */
export type AccessService = Pick<
  Access,
  | "authorize"
  | "createApiKey"
  | "createSavedView"
  | "createShareTicket"
  | "deleteSavedView"
  | "describeShareTicket"
  | "listApiKeys"
  | "listProjects"
  | "listSavedViews"
  | "listShareTickets"
  | "principalFromHeaders"
  | "principalFromShareSession"
  | "recordAuditEvent"
  | "redeemShareTicket"
  | "revokeApiKey"
  | "revokeShareTicket"
  | "updateSavedView"
>;

/** What the API needs of packages/evaluation; running evaluations is the worker's part. */
export type EvaluationRequests = Omit<EvaluationService, "runEvaluation" | "sweepEvaluations">;

/**
 * Everything that a route may use. The app that mounts the API composes it once per process and hands it to `createApi`
 * and to `runRoute`:
 *
 *     // apps/console/lib/services.ts
 *     const pool = createPool({ url, applicationName: "plumbline-console", statementTimeoutMs: 5_000 });
 *     const stores = {
 *       spans: createSpanReader({ pool }),
 *       metrics: createMetricsReader({ pool }),
 *       prices: createModelPrices({ pool }),
 *     };
 *     const services: Services = { access, ...stores, evaluation, consoleUrl, logger };
 *
 *     // the handler of app/api/[[...route]]/route.ts
 *     const answer = (request: Request) => createApi(services).fetch(request);
 */
export interface Services {
  readonly access: AccessService;
  readonly spans: SpanReader;
  readonly metrics: MetricsReader;
  readonly prices: ModelPrices;
  readonly evaluation: EvaluationRequests;
  /** Where people open the console, e.g. `https://plumbline.example.com`: writes with a cookie must come from there. */
  readonly consoleUrl: string;
  readonly logger: Logger;
}
