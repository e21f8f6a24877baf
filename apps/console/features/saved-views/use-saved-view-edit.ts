"use client";

import type { SavedViewItem } from "@plumbline/public-api/schemas/saved-view";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";
import { savedViewsKey, savedViewsPath } from "./use-saved-views";

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

/** Changes the views of a project; the list of them is asked for again afterwards. */
export function useSavedViewEdit(projectId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: SavedViewEdit) => send(savedViewsPath(projectId), change),
    onSettled: () => queries.invalidateQueries({ queryKey: savedViewsKey(projectId) }),
  });
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
