"use client";

import { Icon } from "@plumbline/ui/icon";
import { Kbd } from "@plumbline/ui/kbd";
import { Menu } from "@plumbline/ui/menu";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ThemeChoice } from "~/lib/preferences";
import { isInPlace, placeHref, places } from "./places";
import { type ProjectChoice, ProjectSwitcher } from "./project-switcher";

const loadItems = () => import("./account-menu");

export interface RailProps {
  readonly project: ProjectChoice;
  readonly projects: readonly ProjectChoice[];
  readonly viewer: { readonly name: string; readonly email: string };
  readonly theme: ThemeChoice;
  readonly onTheme: (choice: ThemeChoice) => void;
  readonly onFind: () => void;
  readonly onShortcuts: () => void;
}

export function Rail({ project, projects, viewer, theme, onTheme, onFind, onShortcuts }: RailProps) {
  const pathname = usePathname();
  return (
    <nav className="rail" aria-label="Main">
      <div className="rail-top">
        <ProjectSwitcher project={project} projects={projects} />
      </div>
      <button type="button" className="rail-find" title="Go to a page or a trace (⌘K)" onClick={onFind}>
        <Icon name="search" size="small" />
        <span>Go to…</span>
        <Kbd>⌘K</Kbd>
      </button>
      <div className="rail-nav">
        {places.map((place) => {
          const href = placeHref(project.slug, place.path);
          return (
            <Link
              key={place.path}
              href={href}
              prefetch={false}
              className="rail-link"
              title={place.label}
              aria-current={isInPlace(project.slug, place, pathname) ? "page" : undefined}
            >
              <Icon name={place.icon} />
              <span className="rail-long">{place.label}</span>
              <span className="rail-short">{place.short}</span>
            </Link>
          );
        })}
      </div>
      <div className="rail-foot">
        <Menu
          side="right"
          align="end"
          load={loadItems}
          trigger={
            <button type="button" className="rail-link" title="Theme">
              <Icon name="theme" />
              <span>Theme</span>
            </button>
          }
        >
          {({ ThemeItems }) => <ThemeItems theme={theme} onTheme={onTheme} />}
        </Menu>
        <button type="button" className="rail-link" title="Keyboard shortcuts" onClick={onShortcuts}>
          <Icon name="help" />
          <span>Shortcuts</span>
          <Kbd>?</Kbd>
        </button>
        <Menu
          side="right"
          align="end"
          load={loadItems}
          trigger={
            <button type="button" className="rail-link" title={`Account of ${viewer.name}`}>
              <Icon name="user" />
              <span className="pl-cut">{viewer.name}</span>
            </button>
          }
        >
          {({ AccountItems }) => <AccountItems email={viewer.email} />}
        </Menu>
      </div>
    </nav>
  );
}
