"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { Popover } from "@plumbline/ui/popover";
import { lazy, Suspense, useCallback } from "react";
import { useShortcuts } from "~/lib/shortcuts";
import { useSearchState } from "~/lib/use-search-state";

// Its form brings half a kit of fields along; the button does not need them.
const SharePanel = lazy(async () => ({ default: (await import("./share-panel")).SharePanel }));

/** The share button of a trace. Its panel is part of the address (`?panel=share`), so that a link can show it open. */
export function ShareButton({ projectId, traceId }: { readonly projectId: string; readonly traceId: string }) {
  const { search, write } = useSearchState();
  const isOpen = search.get("panel") === "share";
  const setOpen = useCallback(
    (open: boolean) => {
      const parameters = new URLSearchParams(window.location.search);
      if (open) parameters.set("panel", "share");
      else parameters.delete("panel");
      write([...parameters], "replace");
    },
    [write],
  );
  useShortcuts("Share", [{ key: "s", label: "Share this trace", run: () => setOpen(!isOpen) }]);
  return (
    <Popover
      label="One-time link to this trace"
      align="end"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button title="Share (S)" aria-label="Share">
          <Icon name="share" size="small" />
          <span className="max-md:hidden">Share</span>
        </Button>
      }
    >
      <Suspense fallback={null}>
        <SharePanel projectId={projectId} traceId={traceId} />
      </Suspense>
    </Popover>
  );
}
