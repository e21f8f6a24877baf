"use client";

import { Drawer } from "@plumbline/ui/drawer";
import type { FacetPlaceProps } from "./facet-places";
import { Facets } from "./facets";
import { useFacets } from "./use-facets";

/** The facets over the list, where there is no room beside it. */
export function FacetDrawer({
  projectId,
  params,
  window,
  onQuery,
  onClose,
}: FacetPlaceProps & { readonly onClose: () => void }) {
  const { isStale, ...counts } = useFacets(projectId, params, window, true);
  return (
    <Drawer
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Filters"
      modal
    >
      <div className="facet-sheet" data-stale={isStale ? "" : undefined}>
        <Facets q={params.q} {...counts} onQuery={onQuery} />
      </div>
    </Drawer>
  );
}
