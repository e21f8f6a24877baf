import type { Access } from "@plumbline/access/create-access";
import type { Logger } from "@plumbline/base/log";
import type { SpanReader } from "@plumbline/span-store/read/create-span-reader";

/** What the API needs of packages/access. */
export type AccessService = Pick<
  Access,
  | "authorize"
  | "createApiKey"
  | "createShareTicket"
  | "describeShareTicket"
  | "listApiKeys"
  | "listProjects"
  | "listShareTickets"
  | "principalFromHeaders"
  | "principalFromShareSession"
  | "redeemShareTicket"
  | "revokeApiKey"
  | "revokeShareTicket"
>;

/**
 * Everything that a route may use. The app that mounts the API composes it once per process and hands it to `createApi`
 * and to `runRoute`:
 *
 *     // apps/console/lib/services.ts
 *     const pool = createPool({ url, applicationName: "plumbline-console", statementTimeoutMs: 5_000 });
 *     const services: Services = { access, spans: createSpanReader({ pool }), evaluation, consoleUrl, logger };
 *
 *     // apps/console/app/api/v1/[...route]/route.ts, and the same under app/api/share
 *     import { handle } from "hono/vercel";
 *     const answer = handle(createApi(services));
 *     export { answer as DELETE, answer as GET, answer as PATCH, answer as POST };
 */
export interface Services {
  readonly access: AccessService;
  readonly spans: SpanReader;
  /** Where people open the console, e.g. `https://plumbline.example.com`: writes with a cookie must come from there. */
  readonly consoleUrl: string;
  readonly logger: Logger;
}
