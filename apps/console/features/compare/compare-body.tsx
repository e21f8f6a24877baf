"use client";

import type { TraceTreeResponse } from "@plumbline/public-api/routes/get-trace-tree";
import { nextDivergence } from "@plumbline/span/align-traces";
import { Button } from "@plumbline/ui/button";
import { Checkbox } from "@plumbline/ui/checkbox";
import { Kbd } from "@plumbline/ui/kbd";
import { useMemo } from "react";
import { formatPlural } from "~/lib/format";
import { useShortcuts } from "~/lib/shortcuts";
import styles from "./compare.module.css";
import { compareRows, placeOfSpan, shownPlaces, spanIdOf } from "./compare-model";
import type { CompareProject } from "./compare-page";
import type { CompareParams } from "./compare-params";
import { CompareRows } from "./compare-rows";
import { CompareTotals } from "./compare-totals";
import { SpanPair } from "./span-pair";
import { TracePair } from "./trace-pair";

/** The comparison of two traces that are here: totals, rows, and the texts of what is chosen. */
export function CompareBody({
  project,
  a,
  b,
  params,
  onChange,
  onSwap,
}: {
  readonly project: CompareProject;
  readonly a: TraceTreeResponse;
  readonly b: TraceTreeResponse;
  readonly params: CompareParams;
  readonly onChange: (next: Partial<CompareParams>, how: "push" | "replace") => void;
  readonly onSwap: () => void;
}) {
  const rows = useMemo(() => compareRows(a, b), [a, b]);
  const places = useMemo(() => shownPlaces(rows, params.onlyDifferences), [rows, params.onlyDifferences]);
  const divergences = useMemo(() => rows.filter((row) => row.divergence !== undefined).length, [rows]);
  const selected = placeOfSpan(rows, params.span);
  const select = (place: number | undefined) => {
    const row = place === undefined ? undefined : rows[place];
    onChange({ span: row === undefined ? undefined : spanIdOf(row) }, "replace");
  };
  const step = (by: 1 | -1) => {
    const at = places.indexOf(selected);
    const next = places[at < 0 ? (by === 1 ? 0 : places.length - 1) : at + by];
    if (next !== undefined) select(next);
  };
  const diverge = (by: 1 | -1) => {
    const next = nextDivergence(rows, selected < 0 && by === -1 ? rows.length : selected, by);
    if (next !== undefined) select(next);
  };
  useShortcuts("Comparison", [
    // The capital comes with Shift; keys are compared in lower case.
    {
      key: "n",
      sign: "N",
      label: "Next divergence; with Shift the one before",
      run: (event) => diverge(event.shiftKey ? -1 : 1),
    },
    { key: "j", label: "Next span", run: () => step(1) },
    { key: "k", label: "Previous span", run: () => step(-1) },
    {
      key: "x",
      label: "Only differences, or everything",
      run: () => onChange({ onlyDifferences: !params.onlyDifferences }, "replace"),
    },
    { key: "s", label: "Swap sides", run: onSwap },
    { key: "escape", sign: "Esc", label: "Back to the texts of the traces", run: () => select(undefined) },
  ]);
  const row = rows[selected];
  return (
    <>
      <CompareTotals a={a.trace} b={b.trace} />
      <div className={styles.tools}>
        <span className={styles.found} role="status">
          {divergences === 0 ? "Both went the same way" : formatPlural(divergences, "divergence")}
          <span className="pl-dim">, {formatPlural(rows.length, "row")}</span>
        </span>
        <Button size="small" disabled={divergences === 0} onClick={() => select(nextDivergence(rows, -1, 1))}>
          First divergence
        </Button>
        <Button size="small" look="quiet" disabled={divergences === 0} onClick={() => diverge(1)}>
          Next <Kbd>N</Kbd>
        </Button>
        <Checkbox
          checked={params.onlyDifferences}
          onChange={(event) => onChange({ onlyDifferences: event.target.checked }, "replace")}
        >
          Only differences
        </Checkbox>
      </div>
      <div className={styles.split} data-open={row === undefined ? undefined : ""}>
        <CompareRows rows={rows} places={places} selected={selected} onSelect={select} onStep={step} />
        {row === undefined ? (
          <TracePair project={project} a={a.trace} b={b.trace} />
        ) : (
          <SpanPair
            project={project}
            traceIds={{ a: a.trace.traceId, b: b.trace.traceId }}
            row={row}
            onClose={() => select(undefined)}
          />
        )}
      </div>
    </>
  );
}
