"use client";

import type { ReactElement, ReactNode } from "react";
import { usePopup } from "./popup-trigger";

const loadPopover = async () => (await import("./popover-popup")).PopoverPopup;

/** A floating panel with controls in it. Uncontrolled unless `open` is given. */
export function Popover<Content = undefined>({
  trigger,
  open: controlled,
  onOpenChange,
  align = "start",
  side = "bottom",
  className,
  label,
  load,
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
  /** What the panel is made of, where that is to come with the popup's code and not before. */
  readonly load?: () => Promise<Content>;
  readonly children: ReactNode | ((content: Content) => ReactNode);
}) {
  const { button, loaded, wiring, open, setOpen } = usePopup({
    trigger,
    role: "dialog",
    load: async () => {
      const [Part, content] = await Promise.all([loadPopover(), load?.()]);
      return { Part, content };
    },
    open: controlled,
    onOpenChange,
  });
  return (
    <>
      {button}
      {loaded === undefined ? null : (
        <loaded.Part
          wiring={wiring}
          open={open}
          onOpenChange={setOpen}
          align={align}
          side={side}
          className={className}
          label={label}
        >
          {typeof children === "function" ? children(loaded.content as Content) : children}
        </loaded.Part>
      )}
    </>
  );
}
