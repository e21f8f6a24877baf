"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { Icon, type IconName } from "./icon";

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
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="pl-positioner" align={align} side={side} sideOffset={4}>
          <Base.Popup className="pl-menu">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
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
  const content = (
    <>
      {icon === undefined ? null : <Icon name={icon} size="small" />}
      {children}
      {end === undefined ? null : <span className="pl-end">{end}</span>}
    </>
  );
  if (link !== undefined)
    return (
      <Base.LinkItem className="pl-menu-item" render={link} closeOnClick>
        {content}
      </Base.LinkItem>
    );
  return (
    <Base.Item
      className="pl-menu-item"
      data-look={look === "danger" ? "danger" : undefined}
      disabled={disabled}
      {...(onSelect === undefined ? {} : { onClick: onSelect })}
    >
      {content}
    </Base.Item>
  );
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <div className="pl-menu-label">{children}</div>;
}

export function MenuSeparator() {
  return <Base.Separator className="pl-menu-separator" />;
}
