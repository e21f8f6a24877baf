"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { KeyboardEventHandler, ReactNode } from "react";
import { MenuPartsContext } from "./menu-parts";
import { type PopupProps, TriggerBridge } from "./popup-trigger";

/** The part of `Menu` that is loaded when it is needed. */
export function MenuPopup({ wiring, open, onOpenChange, align, side, children }: PopupProps) {
  return (
    <MenuPartsContext value={Base}>
      <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
        <Base.Trigger id={wiring.id} render={(props) => <TriggerBridge wiring={wiring} props={props} />} />
        <Base.Portal>
          <Base.Positioner className="pl-positioner" anchor={wiring.element} align={align} side={side} sideOffset={4}>
            <Base.Popup id={wiring.popupId} className="pl-menu" aria-labelledby={wiring.id}>
              {children}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </MenuPartsContext>
  );
}

/** A menu without a button, at something that was picked on the page. Open as long as it is mounted. */
export function MenuAt({
  anchor,
  onClose,
  onKeyDown,
  children,
}: {
  readonly anchor: Element;
  readonly onClose: () => void;
  /** Keys of its own, besides those of every menu. */
  readonly onKeyDown?: KeyboardEventHandler;
  readonly children: ReactNode;
}) {
  return (
    <MenuPartsContext value={Base}>
      <Base.Root open modal={false} onOpenChange={(open) => (open ? undefined : onClose())}>
        <Base.Portal>
          <Base.Positioner className="pl-positioner" anchor={anchor} align="center" sideOffset={2}>
            <Base.Popup className="pl-menu" onKeyDown={onKeyDown}>
              {children}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </MenuPartsContext>
  );
}
