"use client";

import { useCallback, useMemo, useState } from "react";
import { type ColumnChoice, pathsOf, shownColumns } from "./column-choice";
import { columnsCookie, type TraceParamsColumns } from "./column-memory";

/** The columns that are shown. A choice goes into the URL, and is remembered for the project in this browser. */
export function useColumns(
  projectSlug: string,
  chosen: TraceParamsColumns,
  remembered: readonly ColumnChoice[] | undefined,
  change: (columns: readonly ColumnChoice[] | undefined) => void,
) {
  const [last, setLast] = useState(remembered);
  const columns = useMemo(() => shownColumns(chosen, last), [chosen, last]);
  const paths = useMemo(() => pathsOf(columns), [columns]);
  const setColumns = useCallback(
    (next: readonly ColumnChoice[] | undefined) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari below 18.4 and on http.
      document.cookie = columnsCookie(projectSlug, next);
      setLast(next);
      change(next);
    },
    [projectSlug, change],
  );
  return { columns, paths, setColumns };
}
