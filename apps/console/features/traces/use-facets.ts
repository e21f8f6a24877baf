"use client";

import type { FacetsResponse } from "@plumbline/public-api/routes/get-facets";
import { traceFields } from "@plumbline/query/fields";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";
import type { TimeWindow } from "~/lib/time-range";
import { rangeFields } from "./facet-fields";
import { type TraceParams, toCountQuery } from "./params";

export interface ShownFacet {
  readonly field: "status" | "application" | "evaluation" | "model" | "name" | "environment";
  readonly title: string;
  readonly isOpenAtFirst: boolean;
  /** All values there are, where they are few. */
  readonly values?: readonly string[];
  readonly nameOf?: (value: string) => string;
}

const choicesOf = (field: string) => traceFields.find(({ name }) => name === field)?.choices ?? [];
const sentenceCase = (value: string) => {
  const words = value.replaceAll("_", " ");
  return words === "ok" ? "OK" : words.charAt(0).toUpperCase() + words.slice(1);
};

/** In the order of the column. "unset" says nothing that OK does not. */
export const shownFacets: readonly ShownFacet[] = [
  {
    field: "status",
    title: "Status",
    isOpenAtFirst: true,
    values: choicesOf("status").filter((state) => state !== "unset"),
    nameOf: sentenceCase,
  },
  { field: "application", title: "Application", isOpenAtFirst: true },
  { field: "evaluation", title: "Evaluation", isOpenAtFirst: true, nameOf: sentenceCase },
  { field: "model", title: "Model", isOpenAtFirst: true },
  { field: "name", title: "Name", isOpenAtFirst: false },
  { field: "environment", title: "Environment", isOpenAtFirst: false },
];

/** The counts beside the list; those of the query before stay, as stale, until new ones are there. */
export function useFacets(
  projectId: string,
  params: TraceParams,
  window: TimeWindow,
  isWanted: boolean,
): {
  readonly answer: FacetsResponse | undefined;
  readonly isStale: boolean;
  readonly problem: string | undefined;
} {
  const query = {
    ...toCountQuery(params, window),
    fields: shownFacets.map(({ field }) => field).join(","),
    ranges: rangeFields.join(","),
  };
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ["facets", projectId, query],
    queryFn: ({ signal }) => callApi<FacetsResponse>(`/v1/projects/${projectId}/traces/facets`, { query, signal }),
    enabled: isWanted,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { answer: data, isStale: isPlaceholderData, problem: error?.message };
}
