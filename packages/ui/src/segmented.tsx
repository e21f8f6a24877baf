"use client";

import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useRovingFocus } from "./use-roving-focus";

export interface SegmentedOption<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  readonly title?: string;
}

/** A few exclusive views of the same thing. Arrow keys move between them. */
export function Segmented<V extends string>({
  value,
  onValueChange,
  options,
  label,
  size = "normal",
  className,
}: {
  readonly value: V;
  readonly onValueChange: (value: V) => void;
  readonly options: readonly SegmentedOption<V>[];
  /** Spoken name of the group. */
  readonly label: string;
  readonly size?: "small" | "normal";
  readonly className?: string;
}) {
  const roving = useRovingFocus(
    options.map((option) => option.value),
    value,
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame and a legend; this is one control.
    <div
      role="group"
      aria-label={label}
      className={clsx("pl-segmented", className)}
      data-size={size === "small" ? "small" : undefined}
      onKeyDown={roving.onKeyDown}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          title={option.title}
          aria-pressed={option.value === value}
          {...roving.item(option.value)}
          onClick={() => {
            if (option.value !== value) onValueChange(option.value);
          }}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
