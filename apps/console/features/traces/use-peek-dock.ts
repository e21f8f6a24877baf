"use client";

import { useCallback, useSyncExternalStore } from "react";

export type PeekDock = "bottom" | "right";

const storageKey = "plumbline.peek-dock";
/** Above it there is room beside the list without covering a column. */
const rightFrom = "(min-width: 1681px)";
const changed = "plumbline-peek-dock";

/** Where the preview stands: as it was chosen last in this browser, else by the width of the window. */
export function usePeekDock(): readonly [PeekDock, (dock: PeekDock) => void] {
  const dock = useSyncExternalStore(watch, read, () => "bottom" as const);
  const choose = useCallback((next: PeekDock) => {
    localStorage.setItem(storageKey, next);
    window.dispatchEvent(new Event(changed));
  }, []);
  return [dock, choose];
}

function read(): PeekDock {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === "bottom" || chosen === "right") return chosen;
  return window.matchMedia(rightFrom).matches ? "right" : "bottom";
}

function watch(listener: () => void): () => void {
  const width = window.matchMedia(rightFrom);
  width.addEventListener("change", listener);
  window.addEventListener(changed, listener);
  window.addEventListener("storage", listener);
  return () => {
    width.removeEventListener("change", listener);
    window.removeEventListener(changed, listener);
    window.removeEventListener("storage", listener);
  };
}
