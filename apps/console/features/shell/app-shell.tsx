"use client";

import { Icon } from "@plumbline/ui/icon";
import { Menu } from "@plumbline/ui/menu";
import { PlumbMark } from "@plumbline/ui/plumb-mark";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { PageBarPartsProvider } from "~/lib/page-bar";
import type { ThemeChoice } from "~/lib/preferences";
import { ShortcutProvider, useShortcuts } from "~/lib/shortcuts";
import { Toasts } from "~/lib/toasts";
import { CopyLinkKey } from "./copy-link-key";
import { Freshness } from "./freshness";
import type { ProjectChoice } from "./project-switcher";
import { Rail } from "./rail";
import { useTheme } from "./use-theme";

// Loaded when first opened: together they weigh as much as the rest of the frame.
const loadItems = () => import("./narrow-items");
const CommandMenu = lazy(async () => ({ default: (await import("./command-menu")).CommandMenu }));
const ShortcutSheet = lazy(async () => ({ default: (await import("./shortcut-sheet")).ShortcutSheet }));

interface AppShellProps {
  readonly project: ProjectChoice;
  readonly projects: readonly ProjectChoice[];
  readonly viewer: { readonly name: string; readonly email: string };
  readonly theme: ThemeChoice;
  readonly children: ReactNode;
}

/** The frame around every page of a project. */
export function AppShell(props: AppShellProps) {
  return (
    <ShortcutProvider>
      <Frame {...props} />
    </ShortcutProvider>
  );
}

function Frame({ project, projects, viewer, theme: initialTheme, children }: AppShellProps) {
  const [theme, setTheme] = useTheme(initialTheme);
  const [isFinding, setFinding] = useState(false);
  const [isListingKeys, setListingKeys] = useState(false);
  useShortcuts("Everywhere", [
    { key: "?", sign: "?", label: "List the keys", run: () => setListingKeys(true) },
    { key: "k", isCommand: true, sign: "⌘K", label: "Go to…", run: () => setFinding((open) => !open) },
  ]);
  const parts = useMemo(
    () => ({
      freshness: <Freshness projectId={project.id} />,
      narrowMenu: (
        <Menu
          load={loadItems}
          trigger={
            <button type="button" className="narrow-menu" aria-label={`Project ${project.name}, theme, account`}>
              <PlumbMark />
              <Icon name="up-down" size="tiny" />
            </button>
          }
        >
          {({ NarrowItems }) => (
            <NarrowItems project={project} projects={projects} theme={theme} onTheme={setTheme} email={viewer.email} />
          )}
        </Menu>
      ),
    }),
    [project, projects, theme, setTheme, viewer.email],
  );
  return (
    <PageBarPartsProvider value={parts}>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <div className="app">
        <Rail
          project={project}
          projects={projects}
          viewer={viewer}
          theme={theme}
          onTheme={setTheme}
          onFind={() => setFinding(true)}
          onShortcuts={() => setListingKeys(true)}
        />
        <main className="page" id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Suspense>
        {isFinding ? (
          <CommandMenu
            open
            onOpenChange={setFinding}
            project={project}
            projects={projects}
            onTheme={setTheme}
            onShortcuts={() => setListingKeys(true)}
          />
        ) : null}
        {isListingKeys ? <ShortcutSheet open onOpenChange={setListingKeys} /> : null}
      </Suspense>
      <CopyLinkKey />
      <Toasts />
    </PageBarPartsProvider>
  );
}
