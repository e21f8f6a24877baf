"use client";

import { MenuSeparator } from "@plumbline/ui/menu";
import type { ThemeChoice } from "~/lib/preferences";
import { AccountItems, ThemeItems } from "./account-menu";
import { ProjectItems } from "./project-items";
import type { ProjectChoice } from "./project-switcher";

/** What the rail's menus hold, in the one menu that stands for them on a narrow screen. */
export function NarrowItems({
  project,
  projects,
  theme,
  onTheme,
  email,
}: {
  readonly project: ProjectChoice;
  readonly projects: readonly ProjectChoice[];
  readonly theme: ThemeChoice;
  readonly onTheme: (choice: ThemeChoice) => void;
  readonly email: string;
}) {
  return (
    <>
      <ProjectItems project={project} projects={projects} />
      <MenuSeparator />
      <ThemeItems theme={theme} onTheme={onTheme} />
      <MenuSeparator />
      <AccountItems email={email} />
    </>
  );
}
