"use client";

import { IconButton } from "@plumbline/ui/icon-button";
import { useShortcuts } from "~/lib/shortcuts";
import { nextHit } from "./find-spans";
import type { PickedSpans, SpanPick } from "./picked-spans";
import styles from "./waterfall.module.css";

/** Says what was picked in a view, and goes from one of its spans to the next. */
export function PickedStepper(props: {
  readonly picked: PickedSpans;
  readonly selected: number | undefined;
  readonly onSelect: (index: number) => void;
  readonly onPick: (pick: SpanPick | undefined) => void;
}) {
  const { picked, selected, onSelect, onPick } = props;
  const go = (step: 1 | -1) => {
    const index = nextHit(picked.spans, selected ?? -1, step);
    if (index !== undefined) onSelect(index);
  };
  useShortcuts("Picked spans", [
    { key: "n", label: "Next of the picked spans", run: () => go(1) },
    { key: "b", label: "The picked span before", run: () => go(-1) },
    { key: "escape", sign: "Esc", label: "Let the picked spans go", run: () => onPick(undefined) },
  ]);
  const place = selected === undefined ? -1 : picked.spans.indexOf(selected);
  const count = picked.spans.length.toLocaleString("en");
  return (
    <span className={styles.picked}>
      <span className="pl-cut" title={picked.label}>
        {picked.label}
      </span>
      <span className="pl-dim" role="status">
        {place === -1 ? count : `${(place + 1).toLocaleString("en")} of ${count}`}
      </span>
      <IconButton icon="up" look="bare" label="The picked span before (B)" onClick={() => go(-1)} />
      <IconButton icon="down" look="bare" label="Next of the picked spans (N)" onClick={() => go(1)} />
      <IconButton icon="close" look="bare" label="Let the picked spans go (Esc)" onClick={() => onPick(undefined)} />
    </span>
  );
}
