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

/** Phones: below 768 px everything stands in one column. */
export const narrow = "(max-width: 767px)";
