"use client";

import type { FacetsResponse } from "@plumbline/public-api/routes/get-facets";
import { excludedValuesOf, toggleExcludedValue, toggleValue, valuesOf } from "@plumbline/query/edit";
import { printQuery } from "@plumbline/query/print";
import { Checkbox } from "@plumbline/ui/checkbox";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { Skeleton } from "@plumbline/ui/skeleton";
import { StatusIcon, type StatusName } from "@plumbline/ui/status-icon";
import { type ReactNode, useId, useState } from "react";
import { formatCount } from "~/lib/format";
import { rangeFields, shownRanges } from "./facet-fields";
import { readQueryText, treeOf } from "./query-text";
import { isBounded, RangeFacet } from "./range-facet";
import { type ShownFacet, shownFacets } from "./use-facets";

const valuesShown = 6;
const statusNames: readonly string[] = ["ok", "error", "incomplete", "running"];

/** How the traces of the query spread over the values of fields. A tick edits the query. */
export function Facets({
  q,
  answer,
  problem,
  onQuery,
}: {
  readonly q: string;
  /** Undefined while the first counts are on their way. */
  readonly answer: FacetsResponse | undefined;
  readonly problem: string | undefined;
  readonly onQuery: (q: string) => void;
}) {
  const isReadable = readQueryText(q).ok;
  const query = treeOf(q);
  const valueFacet = (facet: ShownFacet) => (
    <Facet key={facet.field} title={facet.title} isOpenAtFirst={facet.isOpenAtFirst}>
      <FacetValues
        facet={facet}
        counts={answer?.facets.find(({ field }) => field === facet.field)?.values}
        total={answer?.facets.find(({ field }) => field === facet.field)?.traces ?? 0}
        chosen={valuesOf(query, facet.field).map(String)}
        excluded={excludedValuesOf(query, facet.field).map(String)}
        isDisabled={!isReadable}
        onToggle={(value) => onQuery(printQuery(toggleValue(query, facet.field, value)))}
        onExclude={(value) => onQuery(printQuery(toggleExcludedValue(query, facet.field, value)))}
      />
    </Facet>
  );
  return (
    <>
      {problem === undefined ? null : <p className="facet-note">{problem}</p>}
      {shownFacets.filter(({ isOpenAtFirst }) => isOpenAtFirst).map(valueFacet)}
      {rangeFields.map((field) => {
        const { title, isOpenAtFirst, isOptional = false } = shownRanges[field];
        const counts = answer?.ranges.find((each) => each.field === field);
        if (isOptional && (counts?.buckets ?? []).length === 0 && !isBounded(query, field)) return null;
        return (
          <Facet key={field} title={title} isOpenAtFirst={isOpenAtFirst}>
            <RangeFacet field={field} q={q} counts={counts} isDisabled={!isReadable} onQuery={onQuery} />
          </Facet>
        );
      })}
      {shownFacets.filter(({ isOpenAtFirst }) => !isOpenAtFirst).map(valueFacet)}
      {isReadable ? null : <p className="facet-note">Counts are of the time range: the query was not run.</p>}
      {answer?.isEstimate === true ? (
        <p className="facet-note">
          Counts are of the newest {formatCount(Math.max(answer.traces, ...answer.facets.map(({ traces }) => traces)))}{" "}
          traces.
        </p>
      ) : null}
      {answer?.isUpperBound === true || answer?.ranges.some(({ isUpperBound }) => isUpperBound) === true ? (
        <p className="facet-note">
          Counts leave out text and attributes of the query, which are found in too many traces: the true ones are these
          or smaller.
        </p>
      ) : null}
    </>
  );
}

function Facet({
  title,
  isOpenAtFirst,
  children,
}: {
  readonly title: string;
  readonly isOpenAtFirst: boolean;
  readonly children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const id = useId();
  return (
    <section className="facet" aria-labelledby={id}>
      <button type="button" id={id} className="facet-head" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name={isOpen ? "down" : "right"} size="tiny" />
        {title}
      </button>
      {isOpen ? children : null}
    </section>
  );
}

function FacetValues({
  facet,
  counts,
  total,
  chosen,
  excluded,
  isDisabled,
  onToggle,
  onExclude,
}: {
  readonly facet: ShownFacet;
  readonly counts: readonly { readonly value: string; readonly traces: number }[] | undefined;
  readonly total: number;
  readonly chosen: readonly string[];
  readonly excluded: readonly string[];
  readonly isDisabled: boolean;
  readonly onToggle: (value: string) => void;
  readonly onExclude: (value: string) => void;
}) {
  const [isWhole, setWhole] = useState(false);
  if (counts === undefined) return <FacetSkeleton />;
  const values = withFixedValues(facet, counts, [...chosen, ...excluded]);
  if (values.length === 0) return <p className="facet-note">none seen</p>;
  const shown = isWhole
    ? values
    : values.filter(({ value }, index) => index < valuesShown || chosen.includes(value) || excluded.includes(value));
  return (
    <ul>
      {shown.map(({ value, traces }) => {
        const isExcluded = excluded.includes(value);
        const name = facet.nameOf?.(value) ?? value;
        return (
          <li
            key={value}
            className="facet-value"
            data-zero={traces === 0 ? "" : undefined}
            data-excluded={isExcluded ? "" : undefined}
          >
            <FacetShare share={total === 0 ? 0 : traces / total} />
            <Checkbox
              checked={chosen.includes(value)}
              disabled={isDisabled}
              onChange={() => onToggle(value)}
              aria-label={`${name}, ${formatCount(traces)} traces${isExcluded ? ", excluded" : ""}`}
            >
              {facet.field === "status" && statusNames.includes(value) ? (
                <StatusIcon status={value as StatusName} size="small" />
              ) : null}
              <span className="pl-cut" title={value}>
                {name}
              </span>
            </Checkbox>
            <span className="facet-count" aria-hidden="true">
              {formatCount(traces)}
            </span>
            <IconButton
              className="facet-exclude"
              look="bare"
              icon={isExcluded ? "plus" : "minus"}
              label={isExcluded ? `Allow ${name} again` : `Exclude ${name}`}
              disabled={isDisabled}
              onClick={() => onExclude(value)}
            />
          </li>
        );
      })}
      {values.length > shown.length || isWhole ? (
        <li>
          <button type="button" className="facet-more" onClick={() => setWhole(!isWhole)}>
            {isWhole ? "Show fewer" : `${values.length - shown.length} more`}
          </button>
        </li>
      ) : null}
    </ul>
  );
}

/** The share as a bar behind the label; an attribute of SVG, because style attributes are not allowed in the server's HTML. */
function FacetShare({ share }: { readonly share: number }) {
  if (share <= 0) return null;
  return (
    <svg className="facet-share" aria-hidden="true">
      <rect width={`${Math.max(1.5, share * 100)}%`} height="100%" rx="2" />
    </svg>
  );
}

/** A field of few values lists all of them, in its own order; what the query names is listed even where nothing has it. */
function withFixedValues(
  { values: fixed }: ShownFacet,
  counts: readonly { readonly value: string; readonly traces: number }[],
  named: readonly string[],
): readonly { readonly value: string; readonly traces: number }[] {
  const all = [...(fixed ?? counts.map(({ value }) => value)), ...named];
  return [...new Set(all)].map((value) => ({
    value,
    traces: counts.find((count) => count.value === value)?.traces ?? 0,
  }));
}

function FacetSkeleton() {
  return (
    <ul aria-busy="true">
      {[70, 96, 84].map((width) => (
        <li key={width} className="facet-value">
          <Skeleton width={width} />
        </li>
      ))}
    </ul>
  );
}
