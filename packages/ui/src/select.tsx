"use client";

import { Select as Base } from "@base-ui/react/select";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useFieldWiring } from "./field";
import { Icon } from "./icon";
import { useHydrated } from "./use-hydrated";

export interface SelectOption<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  /** Stands at the end of the row, dimmed. */
  readonly note?: ReactNode;
  readonly isDisabled?: boolean;
}

export interface SelectProps<V extends string> {
  readonly value: V | null;
  readonly onValueChange: (value: V) => void;
  readonly options: readonly SelectOption<V>[];
  readonly placeholder?: string;
  /** Needed where no Field names the control. */
  readonly "aria-label"?: string;
  readonly disabled?: boolean;
  readonly className?: string;
}

export function Select<V extends string>({
  value,
  onValueChange,
  options,
  placeholder = "Choose…",
  disabled = false,
  className,
  "aria-label": ariaLabel,
}: SelectProps<V>) {
  const wiring = useFieldWiring();
  const isHydrated = useHydrated();
  const chosen = options.find((option) => option.value === value);
  const face = (
    <>
      <span className="pl-cut">{chosen?.label ?? <span className="pl-dim">{placeholder}</span>}</span>
      <Icon name="down" size="tiny" />
    </>
  );
  const className_ = clsx("pl-select", className);
  // The headless part renders a hidden input with a style attribute, which must not be in the server's HTML.
  if (!isHydrated)
    return (
      <button type="button" className={className_} disabled={disabled} aria-label={ariaLabel} {...wiring}>
        {face}
      </button>
    );
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => {
        if (next !== null) onValueChange(next as V);
      }}
      disabled={disabled}
    >
      <Base.Trigger className={className_} aria-label={ariaLabel} {...wiring}>
        {face}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="pl-positioner" sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className="pl-menu">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                disabled={option.isDisabled ?? false}
                className="pl-menu-item"
              >
                <Base.ItemText className="pl-cut">{option.label}</Base.ItemText>
                {option.note === undefined ? null : <span className="pl-end">{option.note}</span>}
                {option.value === value ? <Icon name="check" size="small" className="pl-end" /> : null}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
