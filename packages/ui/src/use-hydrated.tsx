"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * False on the server and in the first client render, true afterwards. Parts that need style attributes wait for it: the
 * content security policy refuses style attributes in HTML, while those set by script are fine.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
