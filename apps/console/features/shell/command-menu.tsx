"use client";

import { Dialog } from "@plumbline/ui/dialog";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import type { ThemeChoice } from "~/lib/preferences";
import { ActionEntries, Entry, RecentTraceEntries, SavedViewEntries } from "./command-sections";
import { placeHref, places } from "./places";
import type { ProjectChoice } from "./project-switcher";

/** What looks like a trace id, or the beginning of one. */
function traceIdIn(text: string): string | undefined {
  const hex = text.trim().replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{4,32}$/.test(hex) ? hex : undefined;
}

/** ⌘K: every place, saved view and project, what the page can do, and a trace by its id or because it was open lately. */
export function CommandMenu({
  open,
  onOpenChange,
  project,
  projects,
  onTheme,
  onShortcuts,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly project: ProjectChoice;
  readonly projects: readonly ProjectChoice[];
  readonly onTheme: (choice: ThemeChoice) => void;
  readonly onShortcuts: () => void;
}) {
  const router = useRouter();
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const close = (open: boolean) => {
    if (!open) setText("");
    onOpenChange(open);
  };
  const run = (action: () => void) => () => {
    close(false);
    action();
  };
  const go = (path: string) => run(() => router.push(path));
  const traceId = traceIdIn(text);
  const traces = placeHref(project.slug, "traces");
  const others = projects.filter((choice) => choice.id !== project.id);
  return (
    <Dialog open={open} onOpenChange={close} label="Go to" initialFocus={input}>
      <Command label="Go to" loop>
        <Command.Input
          ref={input}
          className="command-input"
          placeholder="Go to a page or view, do something, or paste a trace id"
          value={text}
          onValueChange={setText}
        />
        <Command.List className="command-list">
          {traceId === undefined ? (
            <Command.Empty className="command-empty">
              Nothing is called “{text}”. A trace id has 32 hex digits; its first four list the traces that begin so.
            </Command.Empty>
          ) : (
            <Command.Group heading={<span className="pl-menu-label">Trace</span>} forceMount>
              <Entry
                icon="search"
                value={`trace ${text}`}
                onSelect={go(traceId.length === 32 ? `${traces}/${traceId}` : `${traces}?q=trace+%3D+${traceId}`)}
              >
                {traceId.length === 32 ? "Open trace" : "Traces that begin with"}{" "}
                <span className="pl-mono pl-cut">{traceId}</span>
              </Entry>
            </Command.Group>
          )}
          <Command.Group heading={<span className="pl-menu-label">{project.name}</span>}>
            {places
              .flatMap(({ pages = [], ...place }) => [place, ...pages])
              .map((place) => (
                <Entry
                  key={place.path}
                  icon={place.icon}
                  value={place.label}
                  onSelect={go(placeHref(project.slug, place.path))}
                >
                  {place.label}
                </Entry>
              ))}
            <Entry icon="alert" value="Failed traces errors" onSelect={go(`${traces}?q=status+%3D+error`)}>
              Failed traces
            </Entry>
          </Command.Group>
          <SavedViewEntries project={project} onGo={(path) => go(path)()} />
          <RecentTraceEntries project={project} onGo={(path) => go(path)()} />
          <ActionEntries onRun={(action) => run(action)()} />
          {others.length === 0 ? null : (
            <Command.Group heading={<span className="pl-menu-label">Projects</span>}>
              {others.map((choice) => (
                <Entry
                  key={choice.id}
                  icon="right"
                  value={`Project ${choice.name}`}
                  onSelect={go(placeHref(choice.slug, "traces"))}
                >
                  {choice.name}
                </Entry>
              ))}
            </Command.Group>
          )}
          <Command.Group heading={<span className="pl-menu-label">Console</span>}>
            <Entry icon="theme" value="Light theme" onSelect={run(() => onTheme("light"))}>
              Light theme
            </Entry>
            <Entry icon="theme" value="Dark theme" onSelect={run(() => onTheme("dark"))}>
              Dark theme
            </Entry>
            <Entry icon="theme" value="System theme" onSelect={run(() => onTheme("system"))}>
              Theme of the system
            </Entry>
            <Entry icon="help" value="Keyboard shortcuts" onSelect={run(onShortcuts)} sign="?">
              Keyboard shortcuts
            </Entry>
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}
