"use client";

import type { ValuePath } from "@plumbline/public-api/cut-values";
import { CopyButton, writeClipboard } from "@plumbline/ui/copy-button";
import { IconButton } from "@plumbline/ui/icon-button";
import { useState } from "react";
import { type CutAt, useCutAt } from "./cut-values";

/** Reads a value as a whole and puts it on the clipboard; false where the browser or the server refused. */
export async function copyWhole({ values, path }: Pick<CutAt, "values" | "path">): Promise<boolean> {
  try {
    return await writeClipboard(await values.load(path, {}, new AbortController().signal));
  } catch {
    // The button says that nothing was copied; reading it again is one more press.
    return false;
  }
}

/** Copies all of a value of which a part is shown. */
export function CopyWholeButton({ cut, label = "Copy all of it" }: { readonly cut: CutAt; readonly label?: string }) {
  const [outcome, setOutcome] = useState<"idle" | "reading" | "copied" | "refused">("idle");
  const copy = async () => {
    setOutcome("reading");
    setOutcome((await copyWhole(cut)) ? "copied" : "refused");
  };
  return (
    <IconButton
      look="bare"
      icon={outcome === "copied" ? "check" : outcome === "refused" ? "close" : "copy"}
      label={outcome === "copied" ? "Copied" : outcome === "refused" ? "It could not be copied" : label}
      disabled={outcome === "reading"}
      onClick={() => void copy()}
      onBlur={() => setOutcome("idle")}
    />
  );
}

/** Copies a value, be it here as a whole or in part. */
export function CopyValueButton(props: { readonly text: string; readonly at: ValuePath; readonly label: string }) {
  const { text, at, label } = props;
  const cut = useCutAt(at);
  return cut === undefined ? <CopyButton text={text} label={label} /> : <CopyWholeButton cut={cut} label={label} />;
}
