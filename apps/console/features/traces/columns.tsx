import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { DurationBar } from "@plumbline/ui/duration-bar";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import type { ReactNode } from "react";
import { type Clock, formatDuration, formatPlural, formatTime, formatTimeExactly, formatTokens } from "~/lib/format";
import { EvaluationCell } from "./evaluation-cell";
import { stateTitles, traceState } from "./trace-state";

/** What a cell may need beside its trace. */
export interface ColumnContext {
  readonly clock: Clock;
  /** The duration that fills a bar. */
  readonly longestMs: number;
  /** A trace that took longer is marked; null while unknown. */
  readonly slowMs: number | null;
  readonly traceHref: (traceId: string) => string;
  readonly onEvaluate: (traceId: string) => void;
  readonly onEvaluation: (evaluationId: string) => void;
}

export interface Column {
  readonly id: string;
  readonly header: ReactNode;
  readonly align?: "end";
  /** Width of the bar that stands for the value while it loads. */
  readonly skeletonWidth: number;
  readonly title?: (trace: TraceItem, context: ColumnContext) => string | undefined;
  readonly cell: (trace: TraceItem, context: ColumnContext) => ReactNode;
}

export const columns: readonly Column[] = [
  {
    id: "status",
    header: <span className="pl-hidden-text">Status</span>,
    skeletonWidth: 12,
    title: (trace) => stateTitles[traceState(trace)],
    cell: (trace) => <StatusIcon status={traceState(trace)} />,
  },
  {
    id: "name",
    header: "Name",
    skeletonWidth: 92,
    title: (trace) => trace.name,
    cell: (trace, context) => (
      <span className="trace-name">
        <KindIcon kind={trace.rootKind} />
        <Link
          className="pl-cut"
          href={context.traceHref(trace.traceId)}
          prefetch={false}
          onClick={(event) => event.stopPropagation()}
        >
          {trace.name}
        </Link>
      </span>
    ),
  },
  {
    id: "input",
    header: "Input",
    skeletonWidth: 104,
    title: (trace) => trace.input ?? undefined,
    cell: (trace) => trace.input ?? <span className="pl-dim">none recorded</span>,
  },
  {
    id: "output",
    header: "Output",
    skeletonWidth: 84,
    title: (trace) => trace.errorMessage ?? trace.output ?? undefined,
    cell: outputCell,
  },
  {
    id: "application",
    header: "Application",
    skeletonWidth: 70,
    title: (trace) => trace.application,
    cell: (trace) => trace.application,
  },
  {
    id: "duration",
    header: "Duration",
    align: "end",
    skeletonWidth: 52,
    title: (trace) => `${formatPlural(trace.spanCount, "span")}${trace.isRunning ? " so far" : ""}`,
    cell: (trace, context) => (
      <DurationBar
        share={context.longestMs === 0 ? 0 : trace.durationMs / context.longestMs}
        isOpen={trace.isRunning}
        isSlow={context.slowMs !== null && trace.durationMs > context.slowMs}
      >
        {formatDuration(trace.durationMs)}
      </DurationBar>
    ),
  },
  {
    id: "tokens",
    header: "Tokens",
    align: "end",
    skeletonWidth: 34,
    title: ({ tokens }) =>
      tokens === null
        ? "No span reported its tokens"
        : `${formatTokens(tokens.input)} in, ${formatTokens(tokens.output)} out`,
    cell: ({ tokens }) =>
      tokens === null ? (
        <span className="pl-dim">not reported</span>
      ) : (
        <>
          {formatTokens(tokens.total)}
          <span className="trace-unit"> tokens</span>
        </>
      ),
  },
  {
    id: "result",
    header: <span title="C correctness, F faithfulness, R retrieval nDCG">Evaluation result</span>,
    skeletonWidth: 110,
    cell: (trace, context) => <EvaluationCell evaluation={trace.evaluation} onOpen={context.onEvaluation} />,
  },
  {
    id: "time",
    header: (
      <span className="pl-sort">
        Time
        <Icon name="down" size="tiny" label="newest first" />
      </span>
    ),
    align: "end",
    skeletonWidth: 46,
    title: (trace, { clock }) => formatTimeExactly(trace.startTime, clock),
    cell: (trace, { clock }) => formatTime(trace.startTime, clock),
  },
  {
    id: "actions",
    header: "Actions",
    skeletonWidth: 0,
    cell: (trace, context) => (
      <span className="trace-actions">
        <Link
          className="pl-act"
          href={context.traceHref(trace.traceId)}
          prefetch={false}
          title="View trace (Enter)"
          aria-label={`View trace ${trace.name}`}
          onClick={(event) => event.stopPropagation()}
        >
          <Icon name="external" size="small" />
        </Link>
        <IconButton
          look="bare"
          icon="evaluation"
          label="Evaluate (E)"
          onClick={(event) => {
            event.stopPropagation();
            context.onEvaluate(trace.traceId);
          }}
        />
      </span>
    ),
  },
];

/** Every blank has a reason: what failed, what has not come yet, or that nothing was recorded. */
function outputCell(trace: TraceItem): ReactNode {
  const state = traceState(trace);
  if (state === "error" && trace.errorMessage !== null)
    return <span className="trace-error">{trace.errorMessage}</span>;
  if (state === "running")
    return <span className="pl-dim">Running, {formatPlural(trace.spanCount, "span")} so far</span>;
  if (trace.output !== null) return trace.output;
  if (state === "incomplete") return <span className="pl-dim">Root span not here yet</span>;
  return <span className="pl-dim">{state === "error" ? "failed without a message" : "none recorded"}</span>;
}
