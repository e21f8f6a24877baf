import { getFreshness } from "@plumbline/public-api/routes/get-freshness";
import { getPulse, type PulseResponse } from "@plumbline/public-api/routes/get-pulse";
import { type ListTracesResponse, listTraces } from "@plumbline/public-api/routes/list-traces";
import { type Loaded, loadRoute } from "~/lib/load";
import { loadOtlpHttpUrl } from "~/lib/load-otlp-url";
import { resolveTimeRange, type TimeWindow } from "~/lib/time-range";
import { type ColumnChoice, pathsOf, shownColumns } from "./column-choice";
import { pageSize } from "./page-params";
import { queryKeyOf, type TraceParams, toApiQuery, toCountQuery } from "./params";
import { readQueryText } from "./query-text";

/** What the server knows when it sends the page; the browser goes on from there. */
export interface TraceQueryData {
  /** `queryKeyOf` of the parameters that were loaded. */
  readonly key: string;
  readonly loadedAtMs: number;
  readonly window: TimeWindow;
  /** Cursor at which the rows begin. */
  readonly at: string | undefined;
  /** Paths into spans whose values came along. */
  readonly paths: readonly string[];
  /** Undefined where the query cannot be run. */
  readonly traces: Loaded<ListTracesResponse> | undefined;
  readonly pulse: Loaded<PulseResponse>;
  /** Columns that were chosen last in this project. */
  readonly rememberedColumns: readonly ColumnChoice[] | undefined;
  /** Nothing was ever stored in the project. */
  readonly isEmptyProject: boolean;
  readonly otlpHttpUrl: string;
}

export async function loadTraceQuery(
  projectId: string,
  params: TraceParams,
  rememberedColumns: readonly ColumnChoice[] | undefined,
): Promise<TraceQueryData> {
  const loadedAtMs = Date.now();
  const window = resolveTimeRange(params.range, loadedAtMs);
  const query = toApiQuery(params, window);
  const canRun = readQueryText(params.q).ok;
  const paths = pathsOf(shownColumns(params.columns, rememberedColumns));
  const columns = paths.length === 0 ? {} : { columns: [...paths] };
  const loadPage = (cursor?: string) =>
    loadRoute(listTraces, {
      projectId,
      query: { ...query, sort: params.sort, limit: pageSize, ...columns, ...(cursor === undefined ? {} : { cursor }) },
    });
  const [traces, pulse, freshness, otlpHttpUrl] = await Promise.all([
    canRun ? loadFrom(params.at, loadPage) : undefined,
    loadRoute(getPulse, { projectId, query: toCountQuery(params, window) }),
    loadRoute(getFreshness, { projectId }),
    loadOtlpHttpUrl(),
  ]);
  return {
    key: queryKeyOf(params),
    loadedAtMs,
    window,
    at: traces?.at,
    paths,
    traces: traces?.page,
    pulse,
    rememberedColumns,
    isEmptyProject: freshness.ok && freshness.value.newestReceivedAt === null,
    otlpHttpUrl,
  };
}

/** The page that the address names; a cursor that is none of this query leads to the first one. */
async function loadFrom(
  at: string | undefined,
  loadPage: (cursor?: string) => Promise<Loaded<ListTracesResponse>>,
): Promise<{ readonly at: string | undefined; readonly page: Loaded<ListTracesResponse> }> {
  if (at !== undefined) {
    const page = await loadPage(at);
    if (page.ok || page.failure.field !== "cursor") return { at, page };
  }
  return { at: undefined, page: await loadPage() };
}
