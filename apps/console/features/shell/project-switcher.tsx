"use client";

import { Icon } from "@plumbline/ui/icon";
import { Menu } from "@plumbline/ui/menu";
import { PlumbMark } from "@plumbline/ui/plumb-mark";

const loadItems = () => import("./project-items");

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
      load={loadItems}
      trigger={
        <button type="button" className="rail-project" title={`Project ${project.name}`}>
          <PlumbMark />
          <span className="pl-cut">{project.name}</span>
          <Icon name="up-down" size="small" />
        </button>
      }
    >
      {({ ProjectItems }) => <ProjectItems project={project} projects={projects} />}
    </Menu>
  );
}
