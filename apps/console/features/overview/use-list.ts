import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";
import { type Dimension, metricQuery, type OverviewParams, overviewKey } from "./overview-params";
import { refreshMs } from "./use-figures";

export interface ListProps {
  readonly project: { readonly id: string; readonly slug: string };
  readonly params: OverviewParams;
}

/** @param known What the route can be filtered by; the page's other filters do not hold there. */
export function useList<T>({ project, params }: ListProps, path: string, known: readonly Dimension[]) {
  const asked: OverviewParams = {
    ...params,
    application: known.includes("application") ? params.application : undefined,
    model: known.includes("model") ? params.model : undefined,
    spanName: known.includes("spanName") ? params.spanName : undefined,
    environment: known.includes("environment") ? params.environment : undefined,
  };
  return useQuery({
    queryKey: ["overview", path, project.id, overviewKey(asked)],
    queryFn: ({ signal }) =>
      callApi<T>(`/v1/projects/${project.id}/${path}`, { query: metricQuery(asked, Date.now()), signal }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}
