"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Chip } from "@plumbline/ui/chip";
import { DurationBar } from "@plumbline/ui/duration-bar";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { useClock } from "~/lib/clock";
import { formatCost } from "~/lib/cost-text";
import { EvaluationScores } from "~/lib/evaluation-scores";
import { formatDuration, formatPlural, formatTime, formatTimeExactly, formatTokens } from "~/lib/format";
import { tracePath } from "~/lib/trace-links";
import { useSearchState } from "~/lib/use-search-state";
import styles from "./session.module.css";
import { TurnTexts } from "./turn-texts";
import type { Turn } from "./turns";

/** A pause shorter than this is the usual rhythm of a conversation. */
const pauseMsMin = 1_000;

export interface SessionTurnProps {
  readonly project: { readonly id: string; readonly slug: string };
  readonly turn: Turn;
  readonly longestMs: number;
  readonly isSlowest: boolean;
  readonly isSelected: boolean;
  readonly isUnfolded: boolean;
  readonly onToggle: () => void;
}

export function SessionTurn(props: SessionTurnProps) {
  const { project, turn, isSelected, isUnfolded, onToggle } = props;
  const { trace } = turn;
  const isFailed = trace.status === "error";
  return (
    <>
      <Gap gapMs={turn.gapMs} />
      <li
        data-row={trace.traceId}
        className={styles.turn}
        data-failed={isFailed ? "" : undefined}
        data-selected={isSelected ? "" : undefined}
        aria-current={isSelected ? "true" : undefined}
      >
        <TurnFacts {...props} />
        <div className={styles.said}>
          <TurnTexts
            projectId={project.id}
            trace={trace}
            spanHref={(spanId) => `${tracePath(project.slug, trace.traceId)}?span=${spanId}`}
            isUnfolded={isUnfolded}
            onToggle={onToggle}
          />
          {isFailed ? (
            <p className={styles.failure}>
              <StatusIcon status="error" size="small" />
              <span>{trace.errorMessage ?? "Failed without a message"}</span>
            </p>
          ) : null}
        </div>
      </li>
    </>
  );
}

function Gap({ gapMs }: { readonly gapMs: number | undefined }) {
  if (gapMs === undefined || (gapMs >= 0 && gapMs < pauseMsMin)) return null;
  return (
    <li className={styles.gap}>
      {gapMs < 0
        ? `began ${formatDuration(-gapMs)} before the end of the turn before`
        : `${formatDuration(gapMs)} later`}
    </li>
  );
}

function TurnFacts({ project, turn, longestMs, isSlowest }: SessionTurnProps) {
  const clock = useClock();
  const { trace, number } = turn;
  return (
    <div className={styles.facts}>
      <div className={styles.factsHead}>
        <b>{number}</b>
        <StatusIcon status={stateOf(trace)} size="small" />
        <span title={formatTimeExactly(trace.startTime, clock)}>{formatTime(trace.startTime, clock)}</span>
        {isSlowest ? (
          <Chip tone="warn" icon="clock" title="No turn of this session took longer">
            slowest
          </Chip>
        ) : null}
      </div>
      <Link className={styles.traceName} href={tracePath(project.slug, trace.traceId)} prefetch={false}>
        <KindIcon kind={trace.rootKind} />
        <span className="pl-cut">{trace.name}</span>
      </Link>
      <DurationBar
        share={longestMs === 0 ? 0 : trace.durationMs / longestMs}
        isOpen={trace.isRunning}
        isSlow={isSlowest}
      >
        {formatDuration(trace.durationMs)}
      </DurationBar>
      <div className="pl-dim">
        {trace.tokens === null ? "tokens not reported" : `${formatTokens(trace.tokens.total)} tokens`}
        {" · "}
        {formatCost(trace.cost)}
        {" · "}
        {formatPlural(trace.spanCount, "span")}
      </div>
      <TurnEvaluation trace={trace} />
    </div>
  );
}

function TurnEvaluation({ trace: { evaluation } }: { readonly trace: TraceItem }) {
  const { search, write } = useSearchState();
  if (evaluation === null) return null;
  const open = (evaluationId: string) => {
    const next = new URLSearchParams(search);
    next.set("evaluation", evaluationId);
    write([...next], "push");
  };
  return <EvaluationScores evaluation={evaluation} className={styles.evaluation} onOpen={open} />;
}

function stateOf(trace: TraceItem) {
  if (trace.status === "error") return "error";
  if (trace.isRunning) return "running";
  return trace.isIncomplete ? "incomplete" : "ok";
}
