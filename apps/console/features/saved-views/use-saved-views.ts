"use client";

import type { ListSavedViewsResponse } from "@plumbline/public-api/routes/list-saved-views";
import type { SavedViewItem } from "@plumbline/public-api/schemas/saved-view";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";

export type SavedViewEdit =
  | { readonly kind: "create"; readonly name: string; readonly search: string; readonly isShared: boolean }
  | {
      readonly kind: "update";
      readonly id: string;
      readonly name?: string;
      readonly search?: string;
      readonly isShared?: boolean;
      readonly isDefault?: boolean;
    }
  | { readonly kind: "delete"; readonly id: string };

/** The views of a project, and what changes them. `loaded` came with the page. */
export function useSavedViews(projectId: string, loaded: readonly SavedViewItem[] | undefined) {
  const queries = useQueryClient();
  const path = `/v1/projects/${projectId}/saved-views`;
  const queryKey = ["saved-views", projectId];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => callApi<ListSavedViewsResponse>(path, { signal }),
    ...(loaded === undefined ? {} : { initialData: { items: [...loaded] } }),
  });
  const edit = useMutation({
    mutationFn: (change: SavedViewEdit) => send(path, change),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  return { views: data?.items ?? [], edit };
}

async function send(path: string, change: SavedViewEdit): Promise<SavedViewItem | undefined> {
  switch (change.kind) {
    case "create": {
      const { kind: _kind, ...body } = change;
      return callApi<SavedViewItem>(path, { method: "POST", body });
    }
    case "update": {
      const { kind: _kind, id, ...body } = change;
      return callApi<SavedViewItem>(`${path}/${id}`, { method: "PATCH", body });
    }
    case "delete":
      await callApi(`${path}/${change.id}`, { method: "DELETE" });
      return undefined;
  }
}
