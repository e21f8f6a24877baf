"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { type ReactNode, useRef } from "react";
import { IconButton } from "./icon-button";

/**
 * A panel at the right over the page. Not modal unless asked: the rows behind it stay in reach, Escape closes it.
 * Rendered on the client only, so an open state may come from the URL.
 */
export function Drawer({
  open,
  onOpenChange,
  title,
  actions,
  footer,
  width = "normal",
  modal = false,
  className,
  children,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  /** Stand in the head, before the close button. */
  readonly actions?: ReactNode;
  readonly footer?: ReactNode;
  /** 480 or 720 px; the whole width on a phone. */
  readonly width?: "normal" | "wide";
  readonly modal?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)} modal={modal} disablePointerDismissal={!modal}>
      <Base.Portal>
        {modal ? <Base.Backdrop className="pl-backdrop" /> : null}
        {/* The panel itself takes the focus: on the close button, the first Enter or Space would close it. */}
        <Base.Popup
          ref={popup}
          initialFocus={popup}
          className={clsx("pl-drawer", className)}
          data-width={width === "wide" ? "wide" : undefined}
        >
          <header className="pl-drawer-head">
            <Base.Title className="pl-title pl-cut">{title}</Base.Title>
            {actions}
            <Base.Close render={<IconButton icon="close" label="Close (Esc)" look="quiet" size="small" />} />
          </header>
          <div className="pl-drawer-body">{children}</div>
          {footer === undefined ? null : <footer className="pl-drawer-foot">{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
