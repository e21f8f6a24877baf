"use client";

import type { ListedTrace } from "@plumbline/public-api/routes/list-traces";
import { useCallback, useMemo, useRef, useState } from "react";

/** Rows that were ticked, for what is done with several traces. */
export interface Selection {
  readonly count: number;
  /** In the order of the list. */
  readonly traceIds: readonly string[];
  readonly has: (traceId: string) => boolean;
  readonly isAllShown: boolean;
  /** Everything that matches the query, whether it is shown or not. */
  readonly isAllMatching: boolean;
  /** With `isRange` all rows between the last one and this one too. */
  readonly toggle: (traceId: string, isRange: boolean) => void;
  readonly toggleShown: () => void;
  readonly chooseAllMatching: () => void;
  readonly clear: () => void;
}

interface Chosen {
  /** Of the query for which they were ticked. */
  readonly key: string;
  readonly traceIds: ReadonlySet<string>;
  readonly isAllMatching: boolean;
}

const nothing: ReadonlySet<string> = new Set();

export function useSelection(key: string, traces: readonly ListedTrace[] | undefined): Selection {
  const [chosen, setChosen] = useState<Chosen>({ key, traceIds: nothing, isAllMatching: false });
  const anchor = useRef<string>(undefined);
  const shown = useRef(traces);
  shown.current = traces;
  // Another query's rows are not these.
  const own = chosen.key === key ? chosen : undefined;
  const ids = own?.traceIds ?? nothing;
  const toggle = useCallback(
    (traceId: string, isRange: boolean) => {
      const range = isRange ? between(shown.current ?? [], anchor.current, traceId) : [traceId];
      anchor.current = traceId;
      setChosen((before) => {
        const next = new Set(before.key === key ? before.traceIds : nothing);
        // A range takes the state that its end had not.
        const isAdding = isRange || !next.has(traceId);
        for (const id of range) {
          if (isAdding) next.add(id);
          else next.delete(id);
        }
        return { key, traceIds: next, isAllMatching: false };
      });
    },
    [key],
  );
  return useMemo(() => {
    const listed = traces ?? [];
    const inOrder = listed.filter(({ traceId }) => ids.has(traceId)).map(({ traceId }) => traceId);
    const isAllShown = listed.length > 0 && inOrder.length === listed.length;
    const set = (traceIds: ReadonlySet<string>, isAllMatching: boolean) => setChosen({ key, traceIds, isAllMatching });
    const everyShown = () => new Set(listed.map(({ traceId }) => traceId));
    return {
      count: inOrder.length,
      traceIds: inOrder,
      has: (traceId: string) => ids.has(traceId),
      isAllShown,
      isAllMatching: own?.isAllMatching === true,
      toggle,
      toggleShown: () => set(isAllShown ? nothing : everyShown(), false),
      chooseAllMatching: () => set(everyShown(), true),
      clear: () => set(nothing, false),
    };
  }, [traces, ids, own?.isAllMatching, key, toggle]);
}

/** The ids from one row to another, whichever stands first. */
export function between(
  traces: readonly Pick<ListedTrace, "traceId">[],
  from: string | undefined,
  to: string,
): readonly string[] {
  const end = traces.findIndex(({ traceId }) => traceId === to);
  const begin = traces.findIndex(({ traceId }) => traceId === from);
  if (begin < 0 || end < 0) return [to];
  return traces.slice(Math.min(begin, end), Math.max(begin, end) + 1).map(({ traceId }) => traceId);
}
