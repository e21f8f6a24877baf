import type { IconName } from "@plumbline/ui/icon";

export interface Place {
  readonly path: string;
  readonly label: string;
  /** For the tabs at the foot of a narrow screen. */
  readonly short: string;
  readonly icon: IconName;
}

/** The places of a project, in the order of the rail. A place is listed once its page exists. */
export const places: readonly Place[] = [
  { path: "applications", label: "Applications", short: "Apps", icon: "apps" },
  { path: "traces", label: "Traces", short: "Traces", icon: "traces" },
  { path: "settings", label: "Settings", short: "Settings", icon: "settings" },
];

export function placeHref(projectSlug: string, path: string): string {
  return `/p/${projectSlug}/${path}`;
}
