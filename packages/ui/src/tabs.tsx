"use client";

import { clsx } from "clsx";
import { type ReactNode, useId } from "react";
import { useRovingFocus } from "./use-roving-focus";

export interface TabItem<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  /** Stands behind the label, dimmed. */
  readonly count?: number | string | undefined;
  readonly panel: ReactNode;
}

/** Tabs with their panels; only the chosen panel is mounted, and a tab is chosen when the arrow keys reach it. */
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
  const id = useId();
  const choose = (next: V) => {
    if (next !== value) onValueChange(next);
  };
  const roving = useRovingFocus(
    items.map((item) => item.value),
    value,
    choose,
  );
  const chosen = items.find((item) => item.value === value);
  return (
    <div className={className}>
      <div className="pl-tabs" role="tablist" aria-label={label} onKeyDown={roving.onKeyDown}>
        {items.map((item) => {
          const isChosen = item.value === value;
          return (
            <button
              key={item.value}
              id={`${id}tab-${item.value}`}
              type="button"
              role="tab"
              aria-selected={isChosen}
              aria-controls={isChosen ? `${id}panel` : undefined}
              {...roving.item(item.value)}
              onClick={() => choose(item.value)}
            >
              {item.label}
              {item.count === undefined ? null : <span className="pl-count">{item.count}</span>}
            </button>
          );
        })}
      </div>
      {chosen === undefined ? null : (
        <div
          key={value}
          id={`${id}panel`}
          role="tabpanel"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel without a control of its own is scrolled by keys.
          tabIndex={0}
          aria-labelledby={`${id}tab-${value}`}
          className={clsx("pl-tab-panel", panelClassName)}
        >
          {chosen.panel}
        </div>
      )}
    </div>
  );
}
