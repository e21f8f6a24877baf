import type { Grant } from "@plumbline/base/grant";
import type { TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { listApplications } from "./applications";
import { readFreshness } from "./freshness";
import { getTrace } from "./get-trace";
import { listTraces } from "./list-traces";
import { readPulse } from "./pulse";
import { listSpanNames } from "./span-names";
import type {
  ApplicationSummary,
  Freshness,
  Pulse,
  SpanNameCount,
  SpanNameQuery,
  TraceDetail,
  TraceFilter,
  TracePage,
  TraceQuery,
} from "./types";

type ReadGrant = Grant<"trace:read">;

/**
 * The only reader of span, trace and trace_payload. The project always comes from the grant. Every member throws
 * `request.invalid` for a query outside its limits, `query.too_slow` at the pool's statement timeout and
 * `store.unavailable` when the database is away.
 */
export interface SpanReader {
  listTraces(grant: ReadGrant, query: TraceQuery): Promise<TracePage>;
  readPulse(grant: ReadGrant, filter: TraceFilter): Promise<Pulse>;
  listApplications(grant: ReadGrant, range: { from: Date; to: Date }): Promise<ApplicationSummary[]>;
  listSpanNames(grant: ReadGrant, query: SpanNameQuery): Promise<SpanNameCount[]>;
  readFreshness(grant: ReadGrant): Promise<Freshness>;
  /** Throws `resource.not_found`. */
  getTrace(grant: ReadGrant, traceId: TraceId): Promise<TraceDetail>;
}

export function createSpanReader({ pool }: { readonly pool: Pool }): SpanReader {
  return {
    listTraces: (grant, query) => listTraces(pool, grant.projectId, query),
    readPulse: (grant, filter) => readPulse(pool, grant.projectId, filter),
    listApplications: (grant, range) => listApplications(pool, grant.projectId, range),
    listSpanNames: (grant, query) => listSpanNames(pool, grant.projectId, query),
    readFreshness: (grant) => readFreshness(pool, grant.projectId),
    getTrace: (grant, traceId) => getTrace(pool, grant.projectId, traceId),
  };
}
