import type { Grant } from "@plumbline/base/grant";
import type { SpanId, TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { ReadSpan } from "@plumbline/span/document/types";
import type { Path } from "@plumbline/span/extraction/path";
import { type AttributeKey, listAttributeKeys, listAttributeValues } from "../search/list-attributes";
import { listApplications } from "./applications";
import { readFacets } from "./facets";
import { readFreshness } from "./freshness";
import { getSession } from "./get-session";
import { getTrace, locateTrace } from "./get-trace";
import { LargeSpanCache } from "./large-span-cache";
import { listSessions } from "./list-sessions";
import { listTraces } from "./list-traces";
import { listUsers } from "./list-users";
import { readPulse } from "./pulse";
import { readRangeCounts } from "./range-counts";
import { exportTrace, readContent, readSpanContent } from "./read-content";
import type { SpanSelection } from "./select-spans";
import type { SessionDetail, SessionPage, SessionQuery, TraceTexts, UserPage, UserQuery } from "./session-types";
import { SharedTraces } from "./shared-trace";
import { readSimilarSuccess, type SimilarSuccess } from "./similar-success";
import { listSpanNames } from "./span-names";
import { readTraceColumns, type TraceColumns } from "./trace-path-columns";
import { readTraceTexts } from "./trace-texts";
import type {
  ApplicationSummary,
  FacetField,
  Facets,
  Freshness,
  HiddenPart,
  Pulse,
  RangeCounts,
  RangeField,
  SpanNameCount,
  SpanNameQuery,
  TraceContent,
  TraceDetail,
  TraceFilter,
  TraceListItem,
  TracePage,
  TraceQuery,
} from "./types";

type ReadGrant = Grant<"trace:read">;
type SharedGrant = Grant<"trace:read-shared">;

/**
 * The only reader of span, trace and trace_payload. The project always comes from the grant. Every member throws
 * `request.invalid` for a query outside its limits, `query.too_slow` at the pool's statement timeout and
 * `store.unavailable` when the database is away.
 */
export interface SpanReader {
  listTraces(grant: ReadGrant, query: TraceQuery): Promise<TracePage>;
  readPulse(grant: ReadGrant, filter: TraceFilter): Promise<Pulse>;
  readFacets(grant: ReadGrant, filter: TraceFilter, fields: readonly FacetField[]): Promise<Facets>;
  readRangeCounts(grant: ReadGrant, filter: TraceFilter, fields: readonly RangeField[]): Promise<RangeCounts[]>;
  /** What the paths lead to in each of these traces; see `TraceColumns`. */
  readTraceColumns(
    grant: ReadGrant,
    traces: readonly TraceListItem[],
    paths: readonly Path[],
  ): Promise<readonly TraceColumns[]>;
  listApplications(
    grant: ReadGrant,
    range: { from: Date; to: Date; environment?: string },
  ): Promise<ApplicationSummary[]>;
  listSpanNames(grant: ReadGrant, query: SpanNameQuery): Promise<SpanNameCount[]>;
  /** Attribute paths that spans have, those that begin with the text first. */
  listAttributeKeys(grant: ReadGrant, text: string): Promise<AttributeKey[]>;
  /** Values of an attribute path, or of a field of traces, that hold the text. */
  listAttributeValues(grant: ReadGrant, key: string, text: string): Promise<string[]>;
  readFreshness(grant: ReadGrant): Promise<Freshness>;
  /** Throws `resource.not_found`. */
  getTrace(grant: ReadGrant, traceId: TraceId): Promise<TraceDetail>;
  /** How a trace differs from the most similar successful one before it. Throws `resource.not_found`. */
  readSimilarSuccess(grant: ReadGrant, traceId: TraceId): Promise<SimilarSuccess>;
  /** Throws `resource.not_found` unless the project has this trace. */
  requireTrace(grant: Grant<"share:create">, traceId: TraceId): Promise<void>;
  /** One span with its content, in its better version. Throws `resource.not_found`. */
  getSpan(grant: ReadGrant, traceId: TraceId, spanId: SpanId): Promise<ReadSpan>;
  /**
   * Spans with their contents, by start time: those with one of the names, or those of the ids, or all. Throws
   * `resource.not_found` and, beyond 64 MiB of spans, `request.too_large`.
   */
  readTraceContent(
    grant: Grant<"trace:read"> | Grant<"evaluation:run">,
    traceId: TraceId,
    selection?: { readonly spanNames?: readonly string[]; readonly spanIds?: readonly SpanId[] },
  ): Promise<TraceContent>;
  listSessions(grant: ReadGrant, query: SessionQuery): Promise<SessionPage>;
  /** A session with a page of its traces in order of time. Throws `resource.not_found`. */
  getSession(
    grant: ReadGrant,
    sessionId: string,
    page: { readonly cursor?: string; readonly limit: number },
  ): Promise<SessionDetail>;
  listUsers(grant: ReadGrant, query: UserQuery): Promise<UserPage>;
  /** The whole texts behind the previews of a trace. Throws `resource.not_found`. */
  readTraceTexts(grant: ReadGrant, traceId: TraceId): Promise<TraceTexts>;
  /** The stored OTLP bytes of a trace, as one TracesData message in pieces. Throws `resource.not_found` at once. */
  exportTrace(grant: ReadGrant, traceId: TraceId): Promise<AsyncIterable<Uint8Array>>;
  /** The trace that stands in the grant, without the hidden parts. Throws `resource.not_found`. */
  getSharedTrace(grant: SharedGrant, hiddenParts: readonly HiddenPart[]): Promise<TraceDetail>;
  getSharedSpan(grant: SharedGrant, spanId: SpanId, hiddenParts: readonly HiddenPart[]): Promise<ReadSpan>;
}

export function createSpanReader({ pool }: { readonly pool: Pool }): SpanReader {
  const largeSpans = new LargeSpanCache();
  const sharedTraces = new SharedTraces(pool, largeSpans);
  return {
    listTraces: (grant, query) => listTraces(pool, grant.projectId, query),
    readPulse: (grant, filter) => readPulse(pool, grant.projectId, filter),
    readFacets: (grant, filter, fields) => readFacets(pool, grant.projectId, filter, fields),
    readRangeCounts: (grant, filter, fields) => readRangeCounts(pool, grant.projectId, filter, fields),
    readTraceColumns: (grant, traces, paths) => readTraceColumns(pool, grant.projectId, traces, paths),
    listApplications: (grant, range) => listApplications(pool, grant.projectId, range),
    listSpanNames: (grant, query) => listSpanNames(pool, grant.projectId, query),
    listAttributeKeys: (grant, text) => listAttributeKeys(pool, grant.projectId, text),
    listAttributeValues: (grant, key, text) => listAttributeValues(pool, grant.projectId, key, text),
    readFreshness: (grant) => readFreshness(pool, grant.projectId),
    getTrace: (grant, traceId) => getTrace(pool, grant.projectId, traceId),
    readSimilarSuccess: (grant, traceId) => readSimilarSuccess(pool, grant.projectId, traceId),
    requireTrace: async (grant, traceId) => {
      await locateTrace(pool, grant.projectId, traceId);
    },
    getSpan: (grant, traceId, spanId) => readSpanContent(pool, grant.projectId, traceId, spanId, largeSpans),
    readTraceContent: (grant, traceId, selection) =>
      readContent(pool, grant.projectId, traceId, toSelection(selection ?? {})),
    listSessions: (grant, query) => listSessions(pool, grant.projectId, query),
    getSession: (grant, sessionId, page) => getSession(pool, grant.projectId, sessionId, page),
    listUsers: (grant, query) => listUsers(pool, grant.projectId, query),
    readTraceTexts: (grant, traceId) => readTraceTexts(pool, grant.projectId, traceId),
    exportTrace: (grant, traceId) => exportTrace(pool, grant.projectId, traceId),
    getSharedTrace: (grant, hiddenParts) => sharedTraces.getTrace(grant, hiddenParts),
    getSharedSpan: (grant, spanId, hiddenParts) => sharedTraces.getSpan(grant, spanId, hiddenParts),
  };
}

function toSelection(selection: {
  readonly spanNames?: readonly string[];
  readonly spanIds?: readonly SpanId[];
}): SpanSelection {
  const { spanNames, spanIds } = selection;
  return {
    ...(spanNames === undefined ? {} : { spanNames: new Set(spanNames) }),
    ...(spanIds === undefined ? {} : { spanIds: new Set<string>(spanIds) }),
  };
}
