"use client";

import type { Menu as Base } from "@base-ui/react/menu";
import { createContext, type ReactElement, type ReactNode, useContext } from "react";
import { Icon, type IconName } from "./icon";
import { usePopup } from "./popup-trigger";

const loadMenu = async () => (await import("./menu-popup")).MenuPopup;

/** A menu that takes arrows and letters. `trigger` is the element that opens it, usually a Button. */
export function Menu({
  trigger,
  align = "start",
  side = "bottom",
  children,
}: {
  readonly trigger: ReactElement;
  readonly align?: "start" | "center" | "end";
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly children: ReactNode;
}) {
  const { button, Part, wiring, open, setOpen } = usePopup({ trigger, role: "menu", load: loadMenu });
  return (
    <>
      {button}
      {Part === undefined ? null : (
        <Part wiring={wiring} open={open} onOpenChange={setOpen} align={align} side={side}>
          {children}
        </Part>
      )}
    </>
  );
}

/** The headless parts that items are made of. The open menu around them brings these along: they come with its code. */
export type MenuParts = Pick<typeof Base, "Item" | "LinkItem" | "Separator">;

export const MenuPartsContext = createContext<MenuParts | undefined>(undefined);

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

function useMenuParts(): MenuParts {
  const parts = useContext(MenuPartsContext);
  if (parts === undefined) throw new Error("Items stand inside a Menu.");
  return parts;
}
