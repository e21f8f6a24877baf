"use client";

import type { ListSavedViewsResponse } from "@plumbline/public-api/routes/list-saved-views";
import { Icon, type IconName } from "@plumbline/ui/icon";
import { Kbd } from "@plumbline/ui/kbd";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { type ReactNode, useState } from "react";
import { callApi } from "~/lib/api-client";
import { cutMiddle } from "~/lib/format";
import { readRecentTraces } from "~/lib/recent-traces";
import { useShortcutGroups } from "~/lib/shortcuts";
import { tracePath, tracesPath } from "~/lib/trace-links";
import type { ProjectChoice } from "./project-switcher";

/** Views of the trace list, each with what it shows. */
export function SavedViewEntries({
  project,
  onGo,
}: {
  readonly project: ProjectChoice;
  readonly onGo: (path: string) => void;
}) {
  const { data } = useQuery({
    queryKey: ["saved-views", project.id],
    queryFn: ({ signal }) => callApi<ListSavedViewsResponse>(`/v1/projects/${project.id}/saved-views`, { signal }),
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Command.Group heading={<span className="pl-menu-label">Saved views</span>}>
      {data.items.map((view) => (
        <Entry
          key={view.id}
          icon="bookmark"
          value={`view ${view.name} ${view.id}`}
          onSelect={() =>
            onGo(tracesPath(project.slug, { ...Object.fromEntries(new URLSearchParams(view.search)), view: view.id }))
          }
        >
          {view.name}
        </Entry>
      ))}
    </Command.Group>
  );
}

/** Traces that were opened last in this browser. */
export function RecentTraceEntries({
  project,
  onGo,
}: {
  readonly project: ProjectChoice;
  readonly onGo: (path: string) => void;
}) {
  const [recent] = useState(() => readRecentTraces(project.slug));
  if (recent.length === 0) return null;
  return (
    <Command.Group heading={<span className="pl-menu-label">Opened lately</span>}>
      {recent.map(({ traceId, name }) => (
        <Entry
          key={traceId}
          icon="traces"
          value={`${name} ${traceId}`}
          onSelect={() => onGo(tracePath(project.slug, traceId))}
        >
          <span className="pl-cut">{name}</span>
          <span className="pl-mono pl-dim">{cutMiddle(traceId)}</span>
        </Entry>
      ))}
    </Command.Group>
  );
}

/** What the page that is open can do, with the keys that do it too. */
export function ActionEntries({ onRun }: { readonly onRun: (action: () => void) => void }) {
  const groups = useShortcutGroups().filter(({ title }) => title !== "Everywhere");
  const actions = groups.flatMap(({ title, shortcuts }) => shortcuts.map((shortcut) => ({ title, shortcut })));
  if (actions.length === 0) return null;
  return (
    <Command.Group heading={<span className="pl-menu-label">On this page</span>}>
      {actions.map(({ title, shortcut }) => (
        <Entry
          key={`${title} ${shortcut.key}`}
          icon="right"
          value={`${title} ${shortcut.label}`}
          sign={shortcut.sign ?? shortcut.key.toUpperCase()}
          // After the menu has closed: an action may move the focus.
          onSelect={() =>
            onRun(() => setTimeout(() => shortcut.run(new KeyboardEvent("keydown", { key: shortcut.key }))))
          }
        >
          {shortcut.label}
        </Entry>
      ))}
    </Command.Group>
  );
}

export function Entry({
  icon,
  value,
  onSelect,
  sign,
  children,
}: {
  readonly icon: IconName;
  readonly value: string;
  readonly onSelect: () => void;
  readonly sign?: string;
  readonly children: ReactNode;
}) {
  return (
    <Command.Item className="pl-menu-item" value={value} onSelect={onSelect}>
      <Icon name={icon} size="small" />
      {children}
      {sign === undefined ? null : (
        <span className="pl-end">
          <Kbd>{sign}</Kbd>
        </span>
      )}
    </Command.Item>
  );
}
