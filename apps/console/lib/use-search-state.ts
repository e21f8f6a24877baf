"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/**
 * The query string as state. Writing it does not ask the server for the page again: the page's queries follow by
 * themselves. `push` makes Back undo the step; `replace` is for what nobody wants to step back through.
 */
export function useSearchState(): {
  readonly search: URLSearchParams;
  readonly write: (entries: readonly (readonly [string, string])[], how: "push" | "replace") => void;
} {
  const search = useSearchParams();
  const pathname = usePathname();
  const write = useCallback(
    (entries: readonly (readonly [string, string])[], how: "push" | "replace") => {
      const text = new URLSearchParams(entries.map(([key, value]) => [key, value])).toString();
      const url = text === "" ? pathname : `${pathname}?${text}`;
      if (url === window.location.pathname + window.location.search) return;
      if (how === "push") window.history.pushState(null, "", url);
      else window.history.replaceState(null, "", url);
    },
    [pathname],
  );
  return { search: new URLSearchParams(search), write };
}
