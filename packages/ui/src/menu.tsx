"use client";

import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "./icon";
import { useMenuParts } from "./menu-parts";
import { usePopup } from "./popup-trigger";

const loadMenu = async () => (await import("./menu-popup")).MenuPopup;

/** A menu that takes arrows and letters. `trigger` is the element that opens it, usually a Button. */
export function Menu<Content = undefined>({
  trigger,
  align = "start",
  side = "bottom",
  load,
  children,
}: {
  readonly trigger: ReactElement;
  readonly align?: "start" | "center" | "end";
  readonly side?: "top" | "bottom" | "left" | "right";
  /** What the menu is made of, where that is to come with the popup's code and not before. */
  readonly load?: () => Promise<Content>;
  readonly children: ReactNode | ((content: Content) => ReactNode);
}) {
  const { button, loaded, wiring, open, setOpen } = usePopup({
    trigger,
    role: "menu",
    load: async () => {
      const [Part, content] = await Promise.all([loadMenu(), load?.()]);
      return { Part, content };
    },
  });
  return (
    <>
      {button}
      {loaded === undefined ? null : (
        <loaded.Part wiring={wiring} open={open} onOpenChange={setOpen} align={align} side={side}>
          {typeof children === "function" ? children(loaded.content as Content) : children}
        </loaded.Part>
      )}
    </>
  );
}

export interface MenuItemProps {
  readonly icon?: IconName;
  /** Stands at the end: a key, a count, a tick. */
  readonly end?: ReactNode;
  readonly look?: "plain" | "danger";
  readonly disabled?: boolean;
  readonly onSelect?: () => void;
  /** A link instead of an action; rendered with this element. */
  readonly link?: ReactElement;
  readonly children: ReactNode;
}

export function MenuItem({ icon, end, look = "plain", disabled = false, onSelect, link, children }: MenuItemProps) {
  const parts = useMenuParts();
  const content = (
    <>
      {icon === undefined ? null : <Icon name={icon} size="small" />}
      {children}
      {end === undefined ? null : <span className="pl-end">{end}</span>}
    </>
  );
  if (link !== undefined)
    return (
      <parts.LinkItem className="pl-menu-item" render={link} closeOnClick>
        {content}
      </parts.LinkItem>
    );
  return (
    <parts.Item
      className="pl-menu-item"
      data-look={look === "danger" ? "danger" : undefined}
      disabled={disabled}
      {...(onSelect === undefined ? {} : { onClick: onSelect })}
    >
      {content}
    </parts.Item>
  );
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <div className="pl-menu-label">{children}</div>;
}

export function MenuSeparator() {
  const parts = useMenuParts();
  return <parts.Separator className="pl-menu-separator" />;
}
