"use client";

import type { Menu as Base } from "@base-ui/react/menu";
import { createContext, useContext } from "react";

/** The headless parts that items are made of. The open menu around them brings these along: they come with its code. */
export type MenuParts = Pick<typeof Base, "Item" | "LinkItem" | "Separator">;

export const MenuPartsContext = createContext<MenuParts | undefined>(undefined);

export function useMenuParts(): MenuParts {
  const parts = useContext(MenuPartsContext);
  if (parts === undefined) throw new Error("Items stand inside a Menu.");
  return parts;
}
