"use client";

import { withRange } from "@plumbline/query/edit";
import { findField } from "@plumbline/query/fields";
import { printQuery, printValue } from "@plumbline/query/print";
import type { Query } from "@plumbline/query/query";
import { readValue } from "@plumbline/query/read-value";
import { type FormEvent, useId, useState } from "react";
import { treeOf } from "./query-text";

/** Fields with bounds instead of ticks. */
export const rangeFields = ["duration", "tokens", "cost"] as const;
export type RangeField = (typeof rangeFields)[number];

const examples: Record<RangeField, readonly [from: string, to: string]> = {
  duration: ["400ms", "2s"],
  tokens: ["100", "10k"],
  cost: ["0.01", "1"],
};

type End = "from" | "to";

/** Bounds of a number. Taken with Enter or when the field is left; what cannot be read says what may be written. */
export function RangeFacet({
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
  const [from, setFrom] = useState(boundOf(query, field, ">="));
  const [to, setTo] = useState(boundOf(query, field, "<"));
  const [problem, setProblem] = useState<string>();
  const take = (event?: FormEvent) => {
    event?.preventDefault();
    // Only what was edited changes the query: a bound written with > stays as it is.
    if (from === boundOf(query, field, ">=") && to === boundOf(query, field, "<")) return setProblem(undefined);
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
      aria-label={`${field} ${end === "from" ? "from" : "below"}`}
      aria-invalid={problem !== undefined}
      aria-describedby={problem === undefined ? undefined : id}
      placeholder={examples[field][end === "from" ? 0 : 1]}
      disabled={isDisabled}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={(event) => set(event.target.value)}
      onBlur={() => take()}
    />
  );
  return (
    <form className="facet-range" onSubmit={take}>
      {input("from", from, setFrom)}
      <span aria-hidden="true">–</span>
      {input("to", to, setTo)}
      {/* Two fields and no button: without one, Enter would not send the form. */}
      <button type="submit" className="pl-hidden-text" tabIndex={-1}>
        Set the range of {field}
      </button>
      {problem === undefined ? null : (
        <p id={id} className="pl-field-error" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

function read(field: RangeField, text: string): ReturnType<typeof readValue> | undefined {
  const found = findField(field, "trace");
  if (text.trim() === "" || found === undefined) return undefined;
  return readValue(found, ">=", { text: text.trim(), isQuoted: false });
}

/** The bound that stands in the query as a clause of its own. */
function boundOf(query: Query | undefined, field: RangeField, operator: ">=" | "<"): string {
  const items = query?.type === "and" ? query.items : query === undefined ? [] : [query];
  const loose = operator === ">=" ? ">" : "<=";
  for (const item of items) {
    if (item.type !== "clause" || item.field !== field) continue;
    if (item.operator !== operator && item.operator !== loose) continue;
    const [value] = item.values;
    if (value !== undefined) return printValue(findField(field, "trace"), operator, value);
  }
  return "";
}
