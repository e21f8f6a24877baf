"use client";

import { copyAddress } from "~/lib/copy-address";
import { useShortcutGroups, useShortcuts } from "~/lib/shortcuts";

const ownGroup = "This page";

/** Y copies the address, unless the page knows of a better one: a key that two have belongs to whoever came last, the frame. */
export function CopyLinkKey() {
  const groups = useShortcutGroups();
  const isTaken = groups.some(({ title, shortcuts }) => title !== ownGroup && shortcuts.some(({ key }) => key === "y"));
  return isTaken ? null : <CopyAddressKey />;
}

function CopyAddressKey() {
  useShortcuts(ownGroup, [
    { key: "y", label: "Copy a link to what is shown", run: () => void copyAddress(window.location.href) },
  ]);
  return null;
}
