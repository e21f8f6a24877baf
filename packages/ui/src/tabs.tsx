"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface TabItem<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  /** Stands behind the label, dimmed. */
  readonly count?: number | string | undefined;
  readonly panel: ReactNode;
}

/** Tabs with their panels; only the chosen panel is mounted. */
export function Tabs<V extends string>({
  value,
  onValueChange,
  items,
  label,
  className,
  panelClassName,
}: {
  readonly value: V;
  readonly onValueChange: (value: V) => void;
  readonly items: readonly TabItem<V>[];
  /** Spoken name of the list of tabs. */
  readonly label: string;
  readonly className?: string;
  readonly panelClassName?: string;
}) {
  return (
    <Base.Root className={className} value={value} onValueChange={(next) => onValueChange(next as V)}>
      <Base.List className="pl-tabs" aria-label={label} activateOnFocus>
        {items.map((item) => (
          <Base.Tab key={item.value} value={item.value}>
            {item.label}
            {item.count === undefined ? null : <span className="pl-count">{item.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {items.map((item) => (
        <Base.Panel key={item.value} value={item.value} className={clsx("pl-tab-panel", panelClassName)}>
          {item.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
