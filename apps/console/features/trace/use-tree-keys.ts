"use client";

import { useEffect, useRef } from "react";

/**
 * Arrow keys move in the call chain even before it was clicked. Only while nothing has the focus: inside the span panel they
 * scroll the panel, in a menu they move in the menu.
 */
export function useTreeKeys(pressKey: (key: string) => boolean): void {
  const latest = useRef(pressKey);
  useEffect(() => {
    latest.current = pressKey;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isFree = document.activeElement === null || document.activeElement === document.body;
      if (!isFree || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
