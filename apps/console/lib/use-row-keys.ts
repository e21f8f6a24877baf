"use client";

import { type RefObject, useState } from "react";
import { useShortcuts } from "./shortcuts";

export interface RowSelection {
  readonly selected: string | undefined;
  readonly select: (key: string | undefined) => void;
}

/**
 * The selected row of a list: j and k move it, Enter opens it, Escape lets go of it. Rows carry `data-row` with their key
 * inside the element of `body`.
 */
export function useRowKeys({
  noun,
  keys,
  body,
  open,
  held,
}: {
  /** What a row is, for the list of keys: "session". */
  readonly noun: string;
  readonly keys: readonly string[];
  readonly body: RefObject<HTMLElement | null>;
  readonly open: (key: string) => void;
  /** Where the selected row is kept, if not here: the address. */
  readonly held?: RowSelection;
}): RowSelection {
  const [ownSelected, ownSelect] = useState<string | undefined>(undefined);
  const { selected, select } = held ?? { selected: ownSelected, select: ownSelect };
  const step = (by: 1 | -1) => {
    const at = selected === undefined ? -1 : keys.indexOf(selected);
    const next = keys[at < 0 ? (by === 1 ? 0 : keys.length - 1) : at + by];
    if (next === undefined) return;
    select(next);
    body.current?.querySelector(`[data-row="${CSS.escape(next)}"]`)?.scrollIntoView({ block: "nearest" });
  };
  useShortcuts("Rows", [
    { key: "j", label: `Next ${noun}`, run: () => step(1) },
    { key: "k", label: `Previous ${noun}`, run: () => step(-1) },
    {
      key: "enter",
      sign: "↵",
      label: `Open the ${noun}`,
      run: () => {
        if (selected !== undefined) open(selected);
      },
    },
    { key: "escape", sign: "Esc", label: "Let go of the row", run: () => select(undefined) },
  ]);
  return { selected, select };
}
