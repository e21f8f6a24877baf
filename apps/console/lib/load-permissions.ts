import type { Permission } from "@plumbline/base/grant";
import type { ProjectId } from "@plumbline/base/ids";
import { getServices } from "./services";
import { readViewer } from "./session";

/**
 * Says what the viewer may do in a project, so that a page can leave out a button that would only refuse. It protects nothing:
 * every action passes authorize() by itself.
 */
export async function loadPermissions(projectId: ProjectId): Promise<(permission: Permission) => boolean> {
  const viewer = await readViewer();
  if (viewer === undefined) return () => false;
  const { access } = await getServices();
  const held = await access.permissionsIn(viewer, projectId);
  return (permission) => held.has(permission);
}
