"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Button, buttonClass, buttonData } from "@plumbline/ui/button";
import { CopyButton } from "@plumbline/ui/copy-button";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { Kbd } from "@plumbline/ui/kbd";
import { Notice } from "@plumbline/ui/notice";
import { Skeleton } from "@plumbline/ui/skeleton";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { formatCost } from "~/lib/cost-text";
import { cutMiddle, formatDuration, formatPlural, formatTokens } from "~/lib/format";
import { PeekChain } from "./peek-chain";
import { PeekFacts } from "./peek-facts";
import { PeekTexts } from "./peek-texts";
import { traceState } from "./trace-state";
import { type Peek, usePeek } from "./use-peek";
import type { PeekDock } from "./use-peek-dock";

export interface PeekPanelProps {
  readonly projectId: string;
  readonly traceId: string;
  /** Its row; undefined once it left the filter. */
  readonly row: TraceItem | undefined;
  /** "4 of 50 in view"; undefined where the row is not in view. */
  readonly position: string | undefined;
  readonly dock: PeekDock;
  readonly onDock: (dock: PeekDock) => void;
  readonly traceHref: (traceId: string) => string;
  readonly onStep: (by: 1 | -1) => void;
  readonly onEvaluate: (traceId: string) => void;
  readonly onEvaluation: (evaluationId: string) => void;
  readonly onClose: () => void;
}

/** The selected trace below the list: call chain, what went wrong, input, output, result. The list keeps its place. */
export function PeekPanel(props: PeekPanelProps) {
  const peek = usePeek(props.projectId, props.traceId, props.row);
  return (
    <section className="peek" data-dock={props.dock} aria-label="Preview of the selected trace">
      <PeekHead {...props} peek={peek} />
      {peek.problem !== undefined && peek.model === undefined ? (
        <Notice tone="error" className="m-3" title="The preview could not be read">
          {peek.problem}
        </Notice>
      ) : (
        <div className="peek-body">
          <div className="pl-scroll">
            <PeekChain model={peek.model} traceHref={props.traceHref(props.traceId)} />
          </div>
          <div className="pl-scroll">
            <PeekTexts trace={peek.trace} model={peek.model} root={peek.root} />
          </div>
          <div className="pl-scroll peek-facts">
            {peek.trace === undefined ? null : (
              <PeekFacts trace={peek.trace} onEvaluate={props.onEvaluate} onEvaluation={props.onEvaluation} />
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function PeekHead({
  traceId,
  row,
  position,
  dock,
  onDock,
  traceHref,
  onStep,
  onEvaluate,
  onClose,
  peek,
}: PeekPanelProps & { readonly peek: Peek }) {
  const { trace, model } = peek;
  return (
    <header className="peek-head">
      {trace === undefined ? <Skeleton width={140} /> : <StatusIcon status={traceState(trace)} />}
      <b className="pl-heading pl-cut">{trace?.name}</b>
      <span className="pl-mono pl-dim" title={traceId}>
        {cutMiddle(traceId)}
      </span>
      <CopyButton text={traceId} label="Copy trace id" />
      {trace === undefined ? null : (
        <span className="peek-summary">
          <span>{formatDuration(trace.durationMs)}</span>
          <span>
            {formatPlural(trace.spanCount, "span")}
            {(model?.failedCount ?? trace.errorCount) > 0 ? `, ${model?.failedCount ?? trace.errorCount} failed` : ""}
          </span>
          <span>{trace.tokens === null ? "tokens not reported" : `${formatTokens(trace.tokens.total)} tokens`}</span>
          <span>{formatCost(trace.cost)}</span>
        </span>
      )}
      <span className="flex-1" />
      <span className="pl-dim text-12 max-lg:hidden">
        {row === undefined ? "left the filter; kept here" : position}
      </span>
      <IconButton icon="up" label="Previous (K)" look="quiet" size="small" onClick={() => onStep(-1)} />
      <IconButton icon="down" label="Next (J)" look="quiet" size="small" onClick={() => onStep(1)} />
      <Button size="small" onClick={() => onEvaluate(traceId)}>
        <Icon name="evaluation" size="small" />
        Evaluate
      </Button>
      <Link
        className={buttonClass}
        {...buttonData("plain", "small")}
        data-square=""
        href={`${traceHref(traceId)}?panel=share`}
        prefetch={false}
        title="Share this trace"
        aria-label="Share this trace"
      >
        <Icon name="share" size="small" />
      </Link>
      <Link className={buttonClass} {...buttonData("primary", "small")} href={traceHref(traceId)} prefetch={false}>
        Open trace
        <Kbd>↵</Kbd>
      </Link>
      <IconButton
        className="max-lg:hidden"
        icon={dock === "right" ? "dock-bottom" : "dock-right"}
        label={dock === "right" ? "Move below the list" : "Move beside the list"}
        look="quiet"
        size="small"
        onClick={() => onDock(dock === "right" ? "bottom" : "right")}
      />
      <IconButton icon="close" label="Close (Esc)" look="quiet" size="small" onClick={onClose} />
    </header>
  );
}
