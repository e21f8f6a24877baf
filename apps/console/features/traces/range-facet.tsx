"use client";

import type { FacetsResponse } from "@plumbline/public-api/routes/get-facets";
import { withRange } from "@plumbline/query/edit";
import { findField } from "@plumbline/query/fields";
import { printQuery, printValue } from "@plumbline/query/print";
import type { Query } from "@plumbline/query/query";
import { readValue } from "@plumbline/query/read-value";
import { Skeleton } from "@plumbline/ui/skeleton";
import { type FormEvent, useId, useState } from "react";
import { type RangeField, shownRanges } from "./facet-fields";
import { treeOf } from "./query-text";
import { RangeHistogram } from "./range-histogram";

type RangeCounts = FacetsResponse["ranges"][number];

/** The spread of a number, on which a range can be dragged, and its bounds as text. */
export function RangeFacet({
  field,
  q,
  counts,
  isDisabled,
  onQuery,
}: {
  readonly field: RangeField;
  readonly q: string;
  /** Undefined while the first counts are on their way. */
  readonly counts: RangeCounts | undefined;
  readonly isDisabled: boolean;
  readonly onQuery: (q: string) => void;
}) {
  const query = treeOf(q);
  const from = boundOf(query, field, ">=");
  const to = boundOf(query, field, "<");
  const name = nameOf(field);
  const print = (value: number) =>
    `${field === "cost" ? "$" : ""}${printValue(findField(field, "trace"), ">=", value)}`;
  return (
    <div className="facet-range">
      {counts === undefined ? (
        <Skeleton width={150} />
      ) : counts.buckets.length === 0 ? (
        <p className="facet-none">none seen</p>
      ) : (
        <RangeHistogram
          name={name}
          counts={counts}
          bounds={{ from: from?.value, to: to?.value }}
          print={print}
          {...(field.startsWith("score.") ? { largest: 1 } : {})}
          isDisabled={isDisabled}
          onRange={(range) => onQuery(printQuery(withRange(query, field, range)))}
        />
      )}
      <RangeFields key={`${from?.text} ${to?.text}`} field={field} q={q} isDisabled={isDisabled} onQuery={onQuery} />
    </div>
  );
}

type End = "from" | "to";

/** Bounds of a number. Taken with Enter or when the field is left; what cannot be read says what may be written. */
function RangeFields({
  field,
  q,
  isDisabled,
  onQuery,
}: {
  readonly field: RangeField;
  readonly q: string;
  readonly isDisabled: boolean;
  readonly onQuery: (q: string) => void;
}) {
  const query = treeOf(q);
  const id = useId();
  const [from, setFrom] = useState(boundOf(query, field, ">=")?.text ?? "");
  const [to, setTo] = useState(boundOf(query, field, "<")?.text ?? "");
  const [problem, setProblem] = useState<string>();
  const take = (event?: FormEvent) => {
    event?.preventDefault();
    // Only what was edited changes the query: a bound written with > stays as it is.
    const isEdited =
      from !== (boundOf(query, field, ">=")?.text ?? "") || to !== (boundOf(query, field, "<")?.text ?? "");
    if (!isEdited) return setProblem(undefined);
    const low = read(field, from);
    const high = read(field, to);
    const fault = [low, high].find((reading) => reading !== undefined && !reading.ok);
    if (fault !== undefined && !fault.ok) return setProblem(fault.message);
    setProblem(undefined);
    const next = printQuery(
      withRange(query, field, {
        from: low?.ok === true ? Number(low.value) : undefined,
        to: high?.ok === true ? Number(high.value) : undefined,
      }),
    );
    if (next !== q) onQuery(next);
  };
  const input = (end: End, value: string, set: (text: string) => void) => (
    <input
      className="pl-input"
      aria-label={`${nameOf(field)} ${end === "from" ? "from" : "below"}`}
      aria-invalid={problem !== undefined}
      aria-describedby={problem === undefined ? undefined : id}
      placeholder={shownRanges[field].examples[end === "from" ? 0 : 1]}
      disabled={isDisabled}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => set(event.target.value)}
      onBlur={() => take()}
    />
  );
  return (
    <form className="facet-bounds" onSubmit={take}>
      {input("from", from, setFrom)}
      <span aria-hidden="true">–</span>
      {input("to", to, setTo)}
      {/* Two fields and no button: without one, Enter would not send the form. */}
      <button type="submit" className="pl-hidden-text" tabIndex={-1}>
        Set the range of {nameOf(field)}
      </button>
      {problem === undefined ? null : (
        <p id={id} className="pl-field-error" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** As it is said: "duration", "correctness". */
function nameOf(field: RangeField): string {
  return field.replace(/^score\./, "");
}

function read(field: RangeField, text: string): ReturnType<typeof readValue> | undefined {
  const found = findField(field, "trace");
  if (text.trim() === "" || found === undefined) return undefined;
  return readValue(found, ">=", { text: text.trim(), isQuoted: false });
}

/** Whether the query bounds the field. */
export function isBounded(query: Query | undefined, field: RangeField): boolean {
  return boundOf(query, field, ">=") !== undefined || boundOf(query, field, "<") !== undefined;
}

/** The bound that stands in the query as a clause of its own. */
function boundOf(
  query: Query | undefined,
  field: RangeField,
  operator: ">=" | "<",
): { readonly value: number; readonly text: string } | undefined {
  const items = query?.type === "and" ? query.items : query === undefined ? [] : [query];
  const loose = operator === ">=" ? ">" : "<=";
  for (const item of items) {
    if (item.type !== "clause" || item.field !== field) continue;
    if (item.operator !== operator && item.operator !== loose) continue;
    const [value] = item.values;
    if (typeof value === "number") return { value, text: printValue(findField(field, "trace"), operator, value) };
  }
  return undefined;
}
