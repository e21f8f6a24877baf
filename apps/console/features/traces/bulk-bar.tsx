"use client";

import { Button, buttonClass, buttonData } from "@plumbline/ui/button";
import { CopyButton } from "@plumbline/ui/copy-button";
import { Icon } from "@plumbline/ui/icon";
import Link from "next/link";
import { formatCount, formatPlural } from "~/lib/format";
import { comparePath } from "~/lib/trace-links";
import type { Selection } from "./use-selection";

/** As many as the API takes by their ids. */
const exportedMax = 20_000;

/** What can be done with the rows that are ticked. */
export function BulkBar({
  projectSlug,
  selection,
  hasMore,
  matching,
  onEvaluate,
  onExport,
}: {
  readonly projectSlug: string;
  readonly selection: Selection;
  /** Not all rows that match are shown. */
  readonly hasMore: boolean;
  /** How many match, as far as the strip knows. */
  readonly matching: number | undefined;
  readonly onEvaluate: () => void;
  readonly onExport: () => void;
}) {
  const { count, traceIds, isAllShown, isAllMatching } = selection;
  const [a, b] = traceIds;
  const isTooMany = !isAllMatching && count > exportedMax;
  const total = matching === undefined ? "" : ` ${formatCount(Math.max(matching, count))}`;
  return (
    <section className="bulk-bar" aria-label="Ticked traces">
      <span role="status">
        {isAllMatching ? `All${total} traces of this query` : `${formatPlural(count, "trace")} ticked`}
      </span>
      {isAllShown && hasMore && !isAllMatching ? (
        <Button size="small" look="quiet" onClick={selection.chooseAllMatching}>
          Tick all{total} that match
        </Button>
      ) : null}
      <span className="flex-1" />
      <Button size="small" onClick={onEvaluate}>
        <Icon name="evaluation" size="small" />
        Evaluate {isAllMatching ? "all" : formatCount(count)}
      </Button>
      {count === 2 && a !== undefined && b !== undefined ? (
        <Link
          className={buttonClass}
          {...buttonData("plain", "small")}
          href={comparePath(projectSlug, a, b)}
          prefetch={false}
        >
          <Icon name="compare" size="small" />
          Compare
        </Link>
      ) : null}
      <Button
        size="small"
        disabled={isTooMany}
        title={isTooMany ? `Tick at most ${formatCount(exportedMax)} traces, or all that match` : undefined}
        onClick={onExport}
      >
        <Icon name="download" size="small" />
        Export {isAllMatching ? "all" : formatCount(count)}
      </Button>
      {isAllMatching ? null : <CopyButton text={traceIds.join("\n")} label="Copy trace ids" />}
      <Button size="small" look="quiet" onClick={selection.clear}>
        Clear
      </Button>
    </section>
  );
}
