"use client";

import { Icon } from "@plumbline/ui/icon";
import styles from "./span-panel.module.css";
import type { HideablePart, TraceSource } from "./trace-source";

const partNames: Readonly<Record<HideablePart, string>> = {
  inputs: "Inputs",
  outputs: "Outputs",
  documents: "Documents",
  attributes: "Attributes",
};

/** Where a part was kept back, a dashed box says which and by whom. The server sent nothing of it. */
export function HiddenParts({ source }: { readonly source: TraceSource }) {
  if (source.hiddenParts.length === 0) return null;
  return (
    <div className={styles.goneList} role="note" aria-label="Hidden from you">
      {source.hiddenParts.map((part) => (
        <HiddenPart key={part} part={part} sharedBy={source.sharedBy} />
      ))}
    </div>
  );
}

export function HiddenPart({ part, sharedBy }: { readonly part: HideablePart; readonly sharedBy: string | undefined }) {
  return (
    <span className={styles.gone}>
      <Icon name="eye-off" size="small" />
      {partNames[part]} hidden{sharedBy === undefined ? "" : ` by ${sharedBy}`}
    </span>
  );
}
