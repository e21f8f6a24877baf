import type { ListedTrace } from "@plumbline/public-api/routes/list-traces";
import { DurationBar } from "@plumbline/ui/duration-bar";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatCost } from "~/lib/cost-text";
import {
  type Clock,
  cutMiddle,
  formatCount,
  formatDuration,
  formatPlural,
  formatTime,
  formatTimeExactly,
  formatTokens,
} from "~/lib/format";
import { type BuiltInColumn, isBuiltIn } from "./column-choice";
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

/** Fields that a list can be sorted by. */
export type SortField = "time" | "duration" | "tokens" | "cost";

export interface Column {
  readonly id: string;
  /** As it stands in the head and in the menu. */
  readonly label: string;
  /** Explains the head. */
  readonly hint?: string;
  /** The head shows no text: the sign in the cells speaks. */
  readonly isHeadHidden?: boolean;
  readonly align?: "end";
  /** How wide it is when nobody chose; undefined: it takes a share of what is left. */
  readonly widthPx?: number;
  /** Width of the bar that stands for the value while it loads. */
  readonly skeletonWidth: number;
  readonly sort?: SortField;
  readonly title?: (trace: ListedTrace, context: ColumnContext) => string | undefined;
  readonly cell: (trace: ListedTrace, context: ColumnContext) => ReactNode;
}

const builtIn: Record<BuiltInColumn, Omit<Column, "id">> = {
  status: {
    label: "Status",
    isHeadHidden: true,
    widthPx: 28,
    skeletonWidth: 12,
    title: (trace) => stateTitles[traceState(trace)],
    cell: (trace) => <StatusIcon status={traceState(trace)} />,
  },
  name: {
    label: "Name",
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
  input: {
    label: "Input",
    skeletonWidth: 104,
    title: (trace) => trace.input ?? undefined,
    cell: (trace) => trace.input ?? <span className="pl-dim">none recorded</span>,
  },
  output: {
    label: "Output",
    skeletonWidth: 84,
    title: (trace) => trace.errorMessage ?? trace.output ?? undefined,
    cell: outputCell,
  },
  application: {
    label: "Application",
    widthPx: 96,
    skeletonWidth: 70,
    title: (trace) => trace.application,
    cell: (trace) => trace.application,
  },
  duration: {
    label: "Duration",
    align: "end",
    widthPx: 86,
    skeletonWidth: 52,
    sort: "duration",
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
  tokens: {
    label: "Tokens",
    align: "end",
    widthPx: 86,
    skeletonWidth: 34,
    sort: "tokens",
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
  cost: {
    label: "Cost",
    align: "end",
    widthPx: 62,
    skeletonWidth: 38,
    sort: "cost",
    title: ({ cost }) => (cost === null ? "No price is known for its model calls" : undefined),
    cell: ({ cost }) => (cost === null ? <span className="pl-dim">no price</span> : formatCost(cost)),
  },
  result: {
    label: "Evaluation result",
    hint: "C correctness, F faithfulness, R retrieval nDCG",
    widthPx: 216,
    skeletonWidth: 110,
    cell: (trace, context) => <EvaluationCell evaluation={trace.evaluation} onOpen={context.onEvaluation} />,
  },
  time: {
    label: "Time",
    align: "end",
    widthPx: 92,
    skeletonWidth: 46,
    sort: "time",
    title: (trace, { clock }) => formatTimeExactly(trace.startTime, clock),
    cell: (trace, { clock }) => formatTime(trace.startTime, clock),
  },
  actions: { label: "Actions", widthPx: 72, skeletonWidth: 0, cell: actionsCell },
  spans: {
    label: "Spans",
    align: "end",
    widthPx: 64,
    skeletonWidth: 20,
    cell: (trace) => formatCount(trace.spanCount),
  },
  errors: {
    label: "Failed spans",
    align: "end",
    widthPx: 92,
    skeletonWidth: 16,
    cell: (trace) => formatCount(trace.errorCount),
  },
  input_tokens: {
    label: "Input tokens",
    align: "end",
    widthPx: 96,
    skeletonWidth: 34,
    cell: ({ tokens }) => tokensCell(tokens?.input ?? null),
  },
  output_tokens: {
    label: "Output tokens",
    align: "end",
    widthPx: 104,
    skeletonWidth: 34,
    cell: ({ tokens }) => tokensCell(tokens?.output ?? null),
  },
  models: {
    label: "Models",
    widthPx: 130,
    skeletonWidth: 70,
    title: ({ models }) => models.join(", ") || undefined,
    cell: ({ models }) => (models.length === 0 ? <span className="pl-dim">none called</span> : models.join(", ")),
  },
  session: {
    label: "Session",
    widthPx: 120,
    skeletonWidth: 70,
    title: ({ sessionId }) => sessionId ?? undefined,
    cell: ({ sessionId }) => idCell(sessionId),
  },
  user: {
    label: "User",
    widthPx: 110,
    skeletonWidth: 60,
    title: ({ userId }) => userId ?? undefined,
    cell: ({ userId }) => idCell(userId),
  },
  trace: {
    label: "Trace id",
    widthPx: 122,
    skeletonWidth: 90,
    title: ({ traceId }) => traceId,
    cell: ({ traceId }) => <span className="pl-mono">{cutMiddle(traceId)}</span>,
  },
};

/** The column of an id: built in, or a path into spans. */
export function columnOf(id: string): Column {
  return isBuiltIn(id) ? { id, ...builtIn[id] } : pathColumn(id);
}

function pathColumn(id: string): Column {
  return {
    id,
    label: id.replace(/^(?:attributes|resource\.attributes)\.(?=[^[])/, ""),
    hint: `${id}: of the root span, else of the first span that has it`,
    widthPx: 140,
    skeletonWidth: 70,
    title: (trace) => textOf(trace.columns?.[id]),
    cell: (trace) => pathCell(trace, id),
  };
}

/** Every blank has its reason: no span has the value, or the trace is too large to be looked through. */
function pathCell(trace: ListedTrace, id: string): ReactNode {
  const value = trace.columns?.[id];
  if (value !== undefined && value !== null) return textOf(value);
  if (trace.columns === undefined) return <span className="pl-dim">…</span>;
  return <span className="pl-dim">{trace.isColumnsCut === true ? "not looked at" : "none"}</span>;
}

function textOf(value: string | number | boolean | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

function tokensCell(tokens: number | null): ReactNode {
  return tokens === null ? <span className="pl-dim">not reported</span> : formatTokens(tokens);
}

function idCell(id: string | null): ReactNode {
  return id === null ? <span className="pl-dim">none</span> : <span className="pl-mono">{id}</span>;
}

function actionsCell(trace: ListedTrace, context: ColumnContext): ReactNode {
  return (
    <span className="trace-actions">
      <OpenTrace trace={trace} href={context.traceHref(trace.traceId)} />
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
  );
}

function OpenTrace({ trace, href }: { readonly trace: ListedTrace; readonly href: string }) {
  return (
    <Link
      className="pl-act"
      href={href}
      prefetch={false}
      title="View trace (Enter)"
      aria-label={`View trace ${trace.name}`}
      onClick={(event) => event.stopPropagation()}
    >
      <Icon name="external" size="small" />
    </Link>
  );
}

/** Every blank has a reason: what failed, what has not come yet, or that nothing was recorded. */
function outputCell(trace: ListedTrace): ReactNode {
  const state = traceState(trace);
  if (state === "error" && trace.errorMessage !== null)
    return <span className="trace-error">{trace.errorMessage}</span>;
  if (state === "running")
    return <span className="pl-dim">Running, {formatPlural(trace.spanCount, "span")} so far</span>;
  if (trace.output !== null) return trace.output;
  if (state === "incomplete") return <span className="pl-dim">Root span not here yet</span>;
  return <span className="pl-dim">{state === "error" ? "failed without a message" : "none recorded"}</span>;
}
