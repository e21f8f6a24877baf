"use client";

import { type KeyboardEvent, useState } from "react";

/**
 * One stop of the Tab key for a row of controls; the arrow keys, Home and End move inside of it (WAI-ARIA Authoring
 * Practices, "Managing focus within components using a roving tabindex"). The controls are the element's own children, in
 * the order of `values`.
 */
export function useRovingFocus<V extends string>(values: readonly V[], chosen: V, onMove?: (value: V) => void) {
  const [focused, setFocused] = useState<V>();
  const stop = focused !== undefined && values.includes(focused) ? focused : chosen;
  return {
    /** For the element around the controls. */
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const controls = [...event.currentTarget.children].filter((child) => child instanceof HTMLElement);
      const at = controls.findIndex((control) => control.contains(document.activeElement));
      const to = placeAfter(event.key, at, controls.length);
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      controls[to]?.focus();
      const value = values[to];
      if (value !== undefined) onMove?.(value);
    },
    /** For each control. */
    item: (value: V) => ({
      tabIndex: value === stop ? 0 : -1,
      onFocus: () => setFocused(value),
      // Coming back by Tab leads to what is chosen.
      onBlur: () => setFocused(undefined),
    }),
  };
}

function placeAfter(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return (at - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
