import type { Grant, Permission, Principal } from "@plumbline/base/grant";
import type { ProjectId } from "@plumbline/base/ids";
import type { Logger } from "@plumbline/base/log";
import type { SpanReader } from "@plumbline/span-store/read/create-span-reader";

export interface ProjectSummary {
  readonly id: ProjectId;
  readonly name: string;
  readonly slug: string;
}

/** What the API needs of packages/access. */
export interface AccessService {
  /** Whoever the session cookie or the API key names; undefined when neither was sent. Throws `auth.invalid`. */
  principalFromHeaders(headers: Headers): Promise<Principal | undefined>;
  authorize<P extends Permission>(
    principal: Principal | undefined,
    permission: P,
    projectId: ProjectId,
  ): Promise<Grant<P>>;
  listProjects(principal: Principal): Promise<ProjectSummary[]>;
}

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
