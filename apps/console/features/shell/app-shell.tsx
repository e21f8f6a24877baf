"use client";

import { Icon } from "@plumbline/ui/icon";
import { Menu, MenuSeparator } from "@plumbline/ui/menu";
import { PlumbMark } from "@plumbline/ui/plumb-mark";
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from "react";
import { PageBarPartsProvider } from "~/lib/page-bar";
import type { ThemeChoice } from "~/lib/preferences";
import { ShortcutProvider, useShortcuts } from "~/lib/shortcuts";
import { Toasts } from "~/lib/toasts";
import { AccountItems, ThemeItems } from "./account-menu";
import { CopyLinkKey } from "./copy-link-key";
import { Freshness } from "./freshness";
import { type ProjectChoice, ProjectItems } from "./project-switcher";
import { Rail } from "./rail";
import { useTheme } from "./use-theme";

// Loaded when first opened: together they weigh as much as the rest of the frame.
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
  useCommandKey(() => setFinding((open) => !open));
  useShortcuts("Everywhere", [{ key: "?", sign: "?", label: "List the keys", run: () => setListingKeys(true) }]);
  const parts = useMemo(
    () => ({
      freshness: <Freshness projectId={project.id} />,
      narrowMenu: (
        <Menu
          trigger={
            <button type="button" className="narrow-menu" aria-label={`Project ${project.name}, theme, account`}>
              <PlumbMark />
              <Icon name="up-down" size="tiny" />
            </button>
          }
        >
          <ProjectItems project={project} projects={projects} />
          <MenuSeparator />
          <ThemeItems theme={theme} onTheme={setTheme} />
          <MenuSeparator />
          <AccountItems email={viewer.email} />
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
        <CopyLinkKey />
      <Toasts />
        {isListingKeys ? <ShortcutSheet open onOpenChange={setListingKeys} /> : null}
      </Suspense>
    </PageBarPartsProvider>
  );
}

/** ⌘K or Ctrl K, from inside fields too. */
function useCommandKey(toggle: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      toggle();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [toggle]);
}
