"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { Skeleton } from "@plumbline/ui/skeleton";
import { useHydrated } from "@plumbline/ui/use-hydrated";
import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import type { TimeWindow } from "~/lib/time-range";
import type { TraceParams } from "./params";
import { segmentsOf } from "./segments";
import { shownFacets, useFacets } from "./use-facets";

export interface FacetPlaceProps {
  readonly projectId: string;
  readonly params: TraceParams;
  readonly window: TimeWindow;
  readonly onQuery: (q: string) => void;
}

// The list is in use before its facets are: their code comes beside their counts.
const Facets = lazy(async () => ({ default: (await import("./facets")).Facets }));
const FacetDrawer = lazy(async () => ({ default: (await import("./facet-drawer")).FacetDrawer }));

const pending = shownFacets.filter(({ isOpenAtFirst }) => isOpenAtFirst);

const wide = "(min-width: 1200px)";

/** The column beside the list, where there is room for it. */
export function FacetColumn({ projectId, params, window, onQuery }: FacetPlaceProps) {
  const isWide = useIsWide();
  const isHydrated = useHydrated();
  const { isStale, ...counts } = useFacets(projectId, params, window, isWide);
  return (
    <aside className="facets" aria-label="Facets" data-stale={isStale ? "" : undefined}>
      {!isHydrated ? (
        <FacetsPending />
      ) : isWide ? (
        <Suspense fallback={<FacetsPending />}>
          <Facets q={params.q} {...counts} onQuery={onQuery} />
        </Suspense>
      ) : null}
    </aside>
  );
}

/** What stands in the column until the facets do. */
function FacetsPending() {
  return (
    <div aria-busy="true">
      {pending.map(({ field, title }) => (
        <section key={field} className="facet">
          <div className="facet-head">
            <Icon name="down" size="tiny" />
            {title}
          </div>
          <ul>
            {[70, 96, 84].map((width) => (
              <li key={width} className="facet-value">
                <Skeleton width={width} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** The same behind a button, on narrow screens. */
export function FacetSheet(props: FacetPlaceProps) {
  const { params } = props;
  const [isOpen, setOpen] = useState(false);
  const count = segmentsOf(params.q).length;
  return (
    <>
      <Button className="filter-sheet-button" aria-expanded={isOpen} onClick={() => setOpen(true)}>
        <Icon name="filter" size="small" />
        Filters
        {count === 0 ? null : <span className="pl-dim">{count}</span>}
      </Button>
      <Suspense>{isOpen ? <FacetDrawer {...props} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}

/** The server draws the wide page: its skeletons stand in the column until the browser says how wide it is. */
function useIsWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = globalThis.matchMedia(wide);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => globalThis.matchMedia(wide).matches,
    () => true,
  );
}
