"use client";

import { Icon } from "@plumbline/ui/icon";
import { MenuItem, MenuLabel } from "@plumbline/ui/menu";
import Link from "next/link";
import { placeHref } from "./places";
import type { ProjectChoice } from "./project-switcher";

export function ProjectItems({
  project,
  projects,
}: {
  readonly project: ProjectChoice;
  readonly projects: readonly ProjectChoice[];
}) {
  return (
    <>
      <MenuLabel>Project</MenuLabel>
      {projects.map((choice) => (
        <MenuItem
          key={choice.id}
          link={<Link href={placeHref(choice.slug, "traces")} prefetch={false} />}
          end={choice.id === project.id ? <Icon name="check" size="small" label="current" /> : null}
        >
          {choice.name}
        </MenuItem>
      ))}
    </>
  );
}
