"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import type { ReactNode, RefObject } from "react";

/** A modal panel near the top: the command menu and the list of keys. Forms belong in a Drawer. */
export function Dialog({
  open,
  onOpenChange,
  label,
  initialFocus,
  className,
  children,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Spoken name. */
  readonly label: string;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="pl-backdrop" />
        <Base.Popup
          className={clsx("pl-dialog", className)}
          aria-label={label}
          {...(initialFocus === undefined ? {} : { initialFocus })}
        >
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
