"use client";

import type { SavedViewItem } from "@plumbline/public-api/schemas/saved-view";
import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { Kbd } from "@plumbline/ui/kbd";
import { Popover } from "@plumbline/ui/popover";
import { lazy, Suspense, useState } from "react";
import { useShortcuts } from "~/lib/shortcuts";
import type { SavedViewsData } from "./load-saved-views";
import { useSavedViews } from "./use-saved-views";

const SavedViewsPanel = lazy(async () => ({ default: (await import("./saved-views-panel")).SavedViewsPanel }));

/** What the list shows now, and how to show something else. */
export interface CurrentView {
  /** Id of the view that was opened; "all" or undefined for none. */
  readonly id: string | undefined;
  /** Query string of what the list shows. */
  readonly search: string;
}

/** The name of the view that is open, and the menu of all of them (V). */
export function SavedViewsMenu({
  projectId,
  data,
  current,
  onOpen,
}: {
  readonly projectId: string;
  readonly data: SavedViewsData;
  readonly current: CurrentView;
  /** Undefined: all traces, without a view. */
  readonly onOpen: (view: Pick<SavedViewItem, "id" | "search"> | undefined) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const views = useSavedViews(projectId, data.items);
  useShortcuts("Views", [{ key: "v", label: "Open a saved view", run: () => setOpen(true) }]);
  const view = views.find(({ id }) => id === current.id);
  const isChanged = view !== undefined && !isSameSearch(view.search, current.search);
  return (
    <Popover
      label="Saved views"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button look="quiet" className="views-button" title="Saved views (V)">
          <span className="pl-cut">{view?.name ?? "All traces"}</span>
          {isChanged ? <span className="pl-dim">changed</span> : null}
          <Icon name="down" size="tiny" />
        </Button>
      }
    >
      <Suspense>
        <SavedViewsPanel
          projectId={projectId}
          views={views}
          view={view}
          isChanged={isChanged}
          canManage={data.canManage}
          search={current.search}
          onOpen={(next) => {
            setOpen(false);
            onOpen(next);
          }}
          onSaved={(saved) => onOpen(saved)}
        />
      </Suspense>
      <div className="views-foot">
        <Kbd>V</Kbd> opens this list
      </div>
    </Popover>
  );
}

/** Whatever the order of the parameters. */
export function isSameSearch(a: string, b: string): boolean {
  const sorted = (text: string) => {
    const search = new URLSearchParams(text);
    search.sort();
    return search.toString();
  };
  return sorted(a) === sorted(b);
}
