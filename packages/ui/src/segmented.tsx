"use client";

import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import { clsx } from "clsx";
import type { ReactNode } from "react";

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
  return (
    <ToggleGroup
      aria-label={label}
      className={clsx("pl-segmented", className)}
      data-size={size === "small" ? "small" : undefined}
      value={[value]}
      onValueChange={(next: readonly string[]) => {
        const chosen = options.find((option) => option.value === next[0]);
        if (chosen !== undefined) onValueChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <Toggle key={option.value} value={option.value} title={option.title}>
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
