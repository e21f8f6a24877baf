import type { IconName } from "@plumbline/ui/icon";

export interface Place {
  readonly path: string;
  readonly label: string;
  /** For the tabs at the foot of a narrow screen. */
  readonly short: string;
  readonly icon: IconName;
  /** Pages with an address of their own that belong to the place; the command menu lists them too. */
  readonly pages?: readonly { readonly path: string; readonly label: string; readonly icon: IconName }[];
}

/** The places of a project, in the order of the rail. A place is listed once its page exists. */
export const places: readonly Place[] = [
  { path: "overview", label: "Overview", short: "Overview", icon: "overview" },
  { path: "applications", label: "Applications", short: "Apps", icon: "apps" },
  {
    path: "traces",
    label: "Traces",
    short: "Traces",
    icon: "traces",
    pages: [
      { path: "compare", label: "Compare two traces", icon: "compare" },
      { path: "traces/file", label: "Open a trace file", icon: "upload" },
    ],
  },
  {
    path: "sessions",
    label: "Sessions",
    short: "Sessions",
    icon: "sessions",
    pages: [{ path: "users", label: "Users", icon: "user" }],
  },
  { path: "settings", label: "Settings", short: "Settings", icon: "settings" },
];

/** Whether the page at `pathname` belongs to the place. */
export function isInPlace(projectSlug: string, { path, pages = [] }: Place, pathname: string): boolean {
  return [path, ...pages.map((page) => page.path)].some((own) => {
    const href = placeHref(projectSlug, own);
    return pathname === href || pathname.startsWith(`${href}/`);
  });
}

export function placeHref(projectSlug: string, path: string): string {
  return `/p/${projectSlug}/${path}`;
}
