"use client";

import type { ListSavedViewsResponse } from "@plumbline/public-api/routes/list-saved-views";
import type { SavedViewItem } from "@plumbline/public-api/schemas/saved-view";
import { useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";

export const savedViewsKey = (projectId: string) => ["saved-views", projectId] as const;
export const savedViewsPath = (projectId: string) => `/v1/projects/${projectId}/saved-views`;

/** The views of a project. `loaded` came with the page. */
export function useSavedViews(
  projectId: string,
  loaded: readonly SavedViewItem[] | undefined,
): readonly SavedViewItem[] {
  const { data } = useQuery({
    queryKey: savedViewsKey(projectId),
    queryFn: ({ signal }) => callApi<ListSavedViewsResponse>(savedViewsPath(projectId), { signal }),
    ...(loaded === undefined ? {} : { initialData: { items: [...loaded] } }),
  });
  return data?.items ?? [];
}
