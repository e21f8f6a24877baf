import type { ProjectId } from "@plumbline/base/ids";
import { listSavedViews } from "@plumbline/public-api/routes/list-saved-views";
import type { SavedViewItem } from "@plumbline/public-api/schemas/saved-view";
import { loadedValue, loadRoute } from "~/lib/load";
import { loadPermissions } from "~/lib/load-permissions";

export interface SavedViewsData {
  /** Empty where they could not be read: the menu asks again by itself. */
  readonly items: readonly SavedViewItem[];
  /** The viewer may share views and change those of others. */
  readonly canManage: boolean;
}

export async function loadSavedViews(projectId: ProjectId): Promise<SavedViewsData> {
  const [views, may] = await Promise.all([loadRoute(listSavedViews, { projectId }), loadPermissions(projectId)]);
  return { items: loadedValue(views)?.items ?? [], canManage: may("view:manage") };
}
