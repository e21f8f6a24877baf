"use client";

import { Icon } from "@plumbline/ui/icon";
import { Menu, MenuItem, MenuLabel } from "@plumbline/ui/menu";
import { PlumbMark } from "@plumbline/ui/plumb-mark";
import Link from "next/link";
import { placeHref } from "./places";

export interface ProjectChoice {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}

export function ProjectSwitcher({
  project,
  projects,
}: {
  readonly project: ProjectChoice;
  readonly projects: readonly ProjectChoice[];
}) {
  return (
    <Menu
      trigger={
        <button type="button" className="rail-project" title={`Project ${project.name}`}>
          <PlumbMark />
          <span className="pl-cut">{project.name}</span>
          <Icon name="up-down" size="small" />
        </button>
      }
    >
      <ProjectItems project={project} projects={projects} />
    </Menu>
  );
}

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
