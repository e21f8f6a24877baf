"use client";

import { Popover as Base } from "@base-ui/react/popover";
import { clsx } from "clsx";
import { type PopupProps, TriggerBridge } from "./popup-trigger";

/** The part of `Popover` that is loaded when it is needed. */
export function PopoverPopup({ wiring, open, onOpenChange, align, side, className, label, children }: PopupProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Trigger id={wiring.id} render={(props) => <TriggerBridge wiring={wiring} props={props} />} />
      <Base.Portal>
        <Base.Positioner className="pl-positioner" anchor={wiring.element} align={align} side={side} sideOffset={4}>
          <Base.Popup id={wiring.popupId} className={clsx("pl-popover", className)} aria-label={label}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
