import { getFreshness } from "@plumbline/public-api/routes/get-freshness";
import { type ListApplicationsResponse, listApplications } from "@plumbline/public-api/routes/list-applications";
import { type Loaded, loadRoute } from "~/lib/load";
import { loadOtlpHttpUrl } from "~/lib/load-otlp-url";
import { resolveTimeRange, type TimeRange } from "~/lib/time-range";

export interface ApplicationsData {
  readonly loadedAtMs: number;
  readonly applications: Loaded<ListApplicationsResponse>;
  /** Nothing was ever stored in the project. */
  readonly isEmptyProject: boolean;
  readonly otlpHttpUrl: string;
}

export async function loadApplications(projectId: string, range: TimeRange): Promise<ApplicationsData> {
  const loadedAtMs = Date.now();
  const window = resolveTimeRange(range, loadedAtMs);
  const [applications, freshness, otlpHttpUrl] = await Promise.all([
    loadRoute(listApplications, {
      projectId,
      query: { from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString() },
    }),
    loadRoute(getFreshness, { projectId }),
    loadOtlpHttpUrl(),
  ]);
  return {
    loadedAtMs,
    applications,
    isEmptyProject: freshness.ok && freshness.value.newestReceivedAt === null,
    otlpHttpUrl,
  };
}
