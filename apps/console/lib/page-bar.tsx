"use client";

import { createContext, type ReactNode, useContext } from "react";

/** What the shell lends to the head of every page: the project menu of narrow screens, and the freshness of the data. */
export interface PageBarParts {
  readonly narrowMenu: ReactNode;
  readonly freshness: ReactNode;
}

const PartsContext = createContext<PageBarParts>({ narrowMenu: null, freshness: null });
export const PageBarPartsProvider = PartsContext.Provider;

/** The head of a page: title (or a path to it), what belongs to the title, freshness, actions. */
export function PageBar({
  title,
  lead,
  actions,
  showFreshness = true,
}: {
  readonly title: ReactNode;
  /** Stands right behind the title. */
  readonly lead?: ReactNode;
  /** Stand at the end. */
  readonly actions?: ReactNode;
  readonly showFreshness?: boolean;
}) {
  const { narrowMenu, freshness } = useContext(PartsContext);
  return (
    <header className="page-bar">
      {narrowMenu}
      {typeof title === "string" ? <h1 className="pl-title whitespace-nowrap">{title}</h1> : title}
      {lead}
      <span className="flex-1" />
      {showFreshness ? freshness : null}
      {actions}
    </header>
  );
}
