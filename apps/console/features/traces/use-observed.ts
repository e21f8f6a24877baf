"use client";

import type { ListApplicationsResponse } from "@plumbline/public-api/routes/list-applications";
import type { ListAttributeKeysResponse } from "@plumbline/public-api/routes/list-attribute-keys";
import type { ListAttributeValuesResponse } from "@plumbline/public-api/routes/list-attribute-values";
import type { ListSpanNamesResponse } from "@plumbline/public-api/routes/list-span-names";
import type { Completion } from "@plumbline/query/complete";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";

/** A value or path that was seen, and what is known of it. */
export interface Observed {
  readonly value: string;
  readonly note: string;
}

const staleMs = 60_000;
const daysLookedAt = 30;
const pathCharsMin = 2;

/** Values of the field that is being typed, and attribute paths, as they were observed; asked for when they are needed. */
export function useObserved(projectId: string, completion: Completion | undefined): readonly Observed[] {
  const field = completion?.needsValuesOf;
  const typed = completion?.typed ?? "";
  const isApplication = field === "application" || field === "service";
  const isName = field === "span" || field === "name";
  const applications = useSeenApplications(projectId, isApplication);
  const names = useSeenSpanNames(projectId, isName);
  const values = useSeenValues(projectId, field === undefined || isApplication || isName ? undefined : field, typed);
  // A few letters of a name may be those of an attribute too.
  const isPath = completion?.needsPaths === true;
  const isClause = completion?.expects === "field" && typed.length >= pathCharsMin;
  const paths = useSeenPaths(projectId, typed, isPath || isClause);
  if (field !== undefined) return isApplication ? applications : isName ? names : values;
  return isPath || isClause ? paths : [];
}

/** Attribute paths that were observed and hold the text. */
export function useSeenPaths(projectId: string, typed: string, isWanted = true): readonly Observed[] {
  const prefix = typed.trim();
  const { data } = useQuery({
    queryKey: ["attribute-keys", projectId, prefix],
    queryFn: ({ signal }) =>
      callApi<ListAttributeKeysResponse>(`/v1/projects/${projectId}/attribute-keys`, { query: { prefix }, signal }),
    enabled: isWanted,
    staleTime: staleMs,
    placeholderData: keepPreviousData,
  });
  return (data?.items ?? []).map(({ path, types }) => ({ value: path, note: types.join(", ") }));
}

function useSeenValues(projectId: string, key: string | undefined, prefix: string): readonly Observed[] {
  const { data } = useQuery({
    queryKey: ["attribute-values", projectId, key, prefix],
    queryFn: ({ signal }) =>
      callApi<ListAttributeValuesResponse>(`/v1/projects/${projectId}/attribute-values`, {
        query: { key, prefix },
        signal,
      }),
    enabled: key !== undefined,
    staleTime: staleMs,
    placeholderData: keepPreviousData,
  });
  return key === undefined ? [] : (data?.items ?? []).map((value) => ({ value, note: "" }));
}

function useSeenApplications(projectId: string, isWanted: boolean): readonly Observed[] {
  const { data } = useQuery({
    queryKey: ["seen-applications", projectId],
    queryFn: ({ signal }) =>
      callApi<ListApplicationsResponse>(`/v1/projects/${projectId}/applications`, {
        query: { from: new Date(Date.now() - daysLookedAt * 86_400_000).toISOString() },
        signal,
      }),
    enabled: isWanted,
    staleTime: staleMs,
  });
  return (data?.items ?? []).map((one) => ({ value: one.application, note: counted(one.traces) }));
}

function useSeenSpanNames(projectId: string, isWanted: boolean): readonly Observed[] {
  const { data } = useQuery({
    queryKey: ["seen-span-names", projectId],
    queryFn: ({ signal }) => callApi<ListSpanNamesResponse>(`/v1/projects/${projectId}/span-names`, { signal }),
    enabled: isWanted,
    staleTime: staleMs,
  });
  return (data?.items ?? []).map((one) => ({ value: one.name, note: counted(one.traces) }));
}

function counted(traces: number): string {
  return `${traces.toLocaleString("en-US")} ${traces === 1 ? "trace" : "traces"}`;
}
