"use client";

import type { ReactElement, ReactNode } from "react";
import { usePopup } from "./popup-trigger";

const loadPopover = async () => (await import("./popover-popup")).PopoverPopup;

/** A floating panel with controls in it. Uncontrolled unless `open` is given. */
export function Popover({
  trigger,
  open: controlled,
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
  const { button, Part, wiring, open, setOpen } = usePopup({
    trigger,
    role: "dialog",
    load: loadPopover,
    open: controlled,
    onOpenChange,
  });
  return (
    <>
      {button}
      {Part === undefined ? null : (
        <Part
          wiring={wiring}
          open={open}
          onOpenChange={setOpen}
          align={align}
          side={side}
          className={className}
          label={label}
        >
          {children}
        </Part>
      )}
    </>
  );
}
