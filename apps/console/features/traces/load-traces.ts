import { getFreshness } from "@plumbline/public-api/routes/get-freshness";
import { getPulse, type PulseResponse } from "@plumbline/public-api/routes/get-pulse";
import { type ListTracesResponse, listTraces } from "@plumbline/public-api/routes/list-traces";
import { type Loaded, loadRoute } from "~/lib/load";
import { loadOtlpHttpUrl } from "~/lib/load-otlp-url";
import { resolveTimeRange, type TimeWindow } from "~/lib/time-range";
import { clauseProblem } from "./clauses";
import { queryKeyOf, type TraceParams, toApiQuery } from "./params";

export const pageSize = 50;

/** What the server knows when it sends the page; the browser goes on from there. */
export interface TraceQueryData {
  /** `queryKeyOf` of the parameters that were loaded. */
  readonly key: string;
  readonly loadedAtMs: number;
  readonly window: TimeWindow;
  /** Undefined where a clause cannot be run. */
  readonly traces: Loaded<ListTracesResponse> | undefined;
  readonly pulse: Loaded<PulseResponse> | undefined;
  /** Nothing was ever stored in the project. */
  readonly isEmptyProject: boolean;
  readonly otlpHttpUrl: string;
}

export async function loadTraceQuery(projectId: string, params: TraceParams): Promise<TraceQueryData> {
  const loadedAtMs = Date.now();
  const window = resolveTimeRange(params.range, loadedAtMs);
  const query = toApiQuery(params.clauses, window);
  const canRun = params.clauses.every((clause) => clauseProblem(clause) === undefined);
  const [traces, pulse, freshness, otlpHttpUrl] = await Promise.all([
    canRun ? loadRoute(listTraces, { projectId, query: { ...query, limit: pageSize } }) : undefined,
    canRun ? loadRoute(getPulse, { projectId, query }) : undefined,
    loadRoute(getFreshness, { projectId }),
    loadOtlpHttpUrl(),
  ]);
  return {
    key: queryKeyOf(params),
    loadedAtMs,
    window,
    traces,
    pulse,
    isEmptyProject: freshness.ok && freshness.value.newestReceivedAt === null,
    otlpHttpUrl,
  };
}
