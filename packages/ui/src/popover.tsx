"use client";

import { Popover as Base } from "@base-ui/react/popover";
import { clsx } from "clsx";
import type { ReactElement, ReactNode } from "react";

/** A floating panel with controls in it. Uncontrolled unless `open` is given. */
export function Popover({
  trigger,
  open,
  onOpenChange,
  align = "start",
  side = "bottom",
  className,
  label,
  children,
}: {
  readonly trigger: ReactElement;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly align?: "start" | "center" | "end";
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly className?: string;
  /** Spoken name of the panel. */
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange: (next: boolean) => onOpenChange(next) })}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="pl-positioner" align={align} side={side} sideOffset={4}>
          <Base.Popup className={clsx("pl-popover", className)} aria-label={label}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
