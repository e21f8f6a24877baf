"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

/** Adds what is nice to know. What must be known stands on the page. `children` is one focusable element. */
export function Tooltip({
  content,
  side = "top",
  children,
}: {
  readonly content: ReactNode;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly children: ReactElement;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner className="pl-positioner" side={side} sideOffset={6}>
          <Base.Popup className="pl-tooltip">{content}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
