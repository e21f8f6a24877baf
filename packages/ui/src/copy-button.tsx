"use client";

import { useEffect, useRef, useState } from "react";
import { IconButton } from "./icon-button";

const shownMs = 1500;

/** Copies a text; the icon turns into a tick for a moment. */
export function CopyButton({ text, label = "Copy" }: { readonly text: string; readonly label?: string }) {
  const [outcome, setOutcome] = useState<"idle" | "copied" | "refused">("idle");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    setOutcome((await writeClipboard(text)) ? "copied" : "refused");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOutcome("idle"), shownMs);
  };
  return (
    <IconButton
      look="bare"
      icon={outcome === "copied" ? "check" : outcome === "refused" ? "close" : "copy"}
      label={outcome === "copied" ? "Copied" : outcome === "refused" ? "The browser refused to copy" : label}
      onClick={copy}
    />
  );
}

/** The clipboard API exists on https and localhost only; over plain http in a LAN the old command still works. */
export async function writeClipboard(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "pl-hidden-text";
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  return isCopied;
}
