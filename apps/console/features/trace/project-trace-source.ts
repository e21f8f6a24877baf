import type { UsualDurationsResponse } from "@plumbline/public-api/routes/list-usual-durations";
import { callApi, readApiText } from "~/lib/api-client";
import { columnPath, comparePath, filterPath } from "~/lib/trace-links";
import {
  type SimilarSuccess,
  type SpanDetail,
  type SpanText,
  shownCharsMax,
  type TraceSource,
  type TraceTree,
} from "./trace-source";

/** So many texts in one answer, as the API allows. */
const textsMax = 50;
/** Names in one query string; a trace with more has most of its time in few of them. */
const usualNamesMax = 60;

/** A trace of a project, read through the API with the viewer's session. */
export function projectTraceSource(
  project: { readonly id: string; readonly slug: string },
  traceId: string,
  canEvaluate: boolean,
): TraceSource {
  const projectPath = `/v1/projects/${project.id}`;
  const path = `${projectPath}/traces/${traceId}`;
  return {
    key: path,
    canEvaluate,
    hiddenParts: [],
    loadTree: (signal) => callApi<TraceTree>(`${path}/tree`, { signal }),
    loadSpan: (spanId, signal) =>
      callApi<SpanDetail>(`${path}/spans/${spanId}`, { query: { textCharsMax: shownCharsMax }, signal }),
    values: {
      load: (spanId, value, range, signal) =>
        readApiText(`${path}/spans/${spanId}/value`, { query: { path: JSON.stringify(value), ...range }, signal }),
      href: (spanId, value) =>
        `/api${path}/spans/${spanId}/value?${new URLSearchParams({ path: JSON.stringify(value) })}`,
    },
    loadTexts: async (spanIds, signal) => {
      const query = { spanIds: spanIds.slice(0, textsMax).join(",") };
      const { items } = await callApi<{ items: SpanText[] }>(`${path}/contents`, { query, signal });
      return items;
    },
    neighbours: {
      loadSimilarSuccess: (signal) => callApi<SimilarSuccess>(`${path}/similar-success`, { signal }),
      loadUsualDurations: async (names, signal) => {
        // The parameter is repeated: names may hold commas.
        const query = new URLSearchParams(names.slice(0, usualNamesMax).map((name) => ["names", name]));
        const { items } = await callApi<UsualDurationsResponse>(`${projectPath}/metrics/usual-durations?${query}`, {
          signal,
        });
        return items;
      },
      comparePath: (other) => comparePath(project.slug, traceId, other),
      filterPath: (clause) => filterPath(project.slug, clause),
      columnPath: (column) => columnPath(project.slug, column),
    },
  };
}
