"use client";

import type { ListApplicationsResponse } from "@plumbline/public-api/routes/list-applications";
import type { ListSpanNamesResponse } from "@plumbline/public-api/routes/list-span-names";
import { useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";
import type { Clause } from "./clauses";
import type { SeenValues } from "./suggest";

const staleMs = 60_000;
const daysLookedAt = 30;

/** Applications and span names of the last 30 days, for completion; asked for when the box is first opened. */
export function useSeenValues(projectId: string, isWanted: boolean, clauses: readonly Clause[]): SeenValues {
  const application = clauses.find((clause) => clause.field === "application")?.values[0];
  const applications = useQuery({
    queryKey: ["seen-applications", projectId],
    queryFn: ({ signal }) =>
      callApi<ListApplicationsResponse>(`/v1/projects/${projectId}/applications`, {
        query: { from: new Date(Date.now() - daysLookedAt * 86_400_000).toISOString() },
        signal,
      }),
    enabled: isWanted,
    staleTime: staleMs,
  });
  const names = useQuery({
    queryKey: ["seen-span-names", projectId, application],
    queryFn: ({ signal }) =>
      callApi<ListSpanNamesResponse>(`/v1/projects/${projectId}/span-names`, { query: { application }, signal }),
    enabled: isWanted,
    staleTime: staleMs,
  });
  return {
    applications: (applications.data?.items ?? []).map((one) => ({ value: one.application, traces: one.traces })),
    spanNames: (names.data?.items ?? []).map((one) => ({ value: one.name, traces: one.traces })),
  };
}
