import { getFreshness } from "@plumbline/public-api/routes/get-freshness";
import { getMetricsSummary, type MetricsSummaryResponse } from "@plumbline/public-api/routes/get-metrics-summary";
import {
  getMetricsTimeseries,
  type MetricsTimeseriesResponse,
} from "@plumbline/public-api/routes/get-metrics-timeseries";
import { type Loaded, loadRoute } from "~/lib/load";
import { loadOtlpHttpUrl } from "~/lib/load-otlp-url";
import { metricQuery, type OverviewParams, overviewKey } from "./overview-params";

export interface OverviewData {
  readonly key: string;
  readonly loadedAtMs: number;
  readonly timeseries: Loaded<MetricsTimeseriesResponse>;
  readonly summary: Loaded<MetricsSummaryResponse>;
  /** Nothing was ever stored in the project. */
  readonly isEmptyProject: boolean;
  readonly otlpHttpUrl: string;
}

/** The charts come with the page; the lists below them follow. */
export async function loadOverview(projectId: string, params: OverviewParams): Promise<OverviewData> {
  const loadedAtMs = Date.now();
  const query = metricQuery(params, loadedAtMs);
  const [timeseries, summary, freshness, otlpHttpUrl] = await Promise.all([
    loadRoute(getMetricsTimeseries, { projectId, query }),
    loadRoute(getMetricsSummary, { projectId, query }),
    loadRoute(getFreshness, { projectId }),
    loadOtlpHttpUrl(),
  ]);
  return {
    key: overviewKey(params),
    loadedAtMs,
    timeseries,
    summary,
    isEmptyProject: freshness.ok && freshness.value.newestReceivedAt === null,
    otlpHttpUrl,
  };
}
