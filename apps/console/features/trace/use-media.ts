"use client";

import { useSyncExternalStore } from "react";

/** Whether a media query holds. False on the server. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", onChange);
      return () => list.removeEventListener("change", onChange);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** Phones: rows of 40 px, the page scrolls, a span opens over it. */
export const narrow = "(max-width: 767px)";
