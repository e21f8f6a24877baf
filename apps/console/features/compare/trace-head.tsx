"use client";

import type { TraceTreeResponse } from "@plumbline/public-api/routes/get-trace-tree";
import { Button } from "@plumbline/ui/button";
import { CopyButton } from "@plumbline/ui/copy-button";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { Popover } from "@plumbline/ui/popover";
import { Skeleton } from "@plumbline/ui/skeleton";
import { StatusIcon } from "@plumbline/ui/status-icon";
import type { UseQueryResult } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useClock } from "~/lib/clock";
import { cutMiddle, formatTime, formatTimeExactly } from "~/lib/format";
import { tracePath } from "~/lib/trace-links";
import { ChooseTrace } from "./choose-trace";
import styles from "./compare.module.css";
import type { CompareProject } from "./compare-page";
import type { Side } from "./compare-params";
import { stateOf } from "./trace-state";

/** Which trace stands on a side, and the way to another one. */
export function TraceHead({
  project,
  side,
  traceId,
  otherTraceId,
  tree,
  onChoose,
}: {
  readonly project: CompareProject;
  readonly side: Side;
  readonly traceId: string | undefined;
  readonly otherTraceId: string | undefined;
  readonly tree: UseQueryResult<TraceTreeResponse>;
  readonly onChoose: (traceId: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const name = side.toUpperCase();
  return (
    <section className={styles.head} aria-label={`Trace ${name}`}>
      <b className={styles.letter} data-side={side}>
        {name}
      </b>
      <div className={styles.headText}>
        {traceId === undefined ? (
          <span className="pl-dim">No trace chosen</span>
        ) : tree.data !== undefined ? (
          <HeadFacts project={project} trace={tree.data.trace} />
        ) : tree.isError ? (
          <span className={styles.headError}>
            {cutMiddle(traceId)}: {tree.error.message}
          </span>
        ) : (
          <Skeleton width={180} />
        )}
      </div>
      <Popover
        open={isOpen}
        onOpenChange={setOpen}
        align="end"
        label={`Choose trace ${name}`}
        trigger={
          <Button size="small">
            {traceId === undefined ? "Choose…" : "Change…"}
            <span className="pl-hidden-text">trace {name}</span>
          </Button>
        }
      >
        {isOpen ? (
          <ChooseTrace
            project={project}
            otherTraceId={otherTraceId}
            onChoose={(chosen) => {
              setOpen(false);
              onChoose(chosen);
            }}
          />
        ) : null}
      </Popover>
    </section>
  );
}

function HeadFacts({
  project,
  trace,
}: {
  readonly project: CompareProject;
  readonly trace: TraceTreeResponse["trace"];
}) {
  const clock = useClock();
  return (
    <>
      <span className={styles.headName}>
        <StatusIcon status={stateOf(trace)} size="small" />
        <KindIcon kind={trace.rootKind} />
        <Link href={tracePath(project.slug, trace.traceId)} prefetch={false} className="pl-cut" title={trace.name}>
          {trace.name}
        </Link>
      </span>
      <span className={styles.headMore}>
        <span title={formatTimeExactly(trace.startTime, clock)}>{formatTime(trace.startTime, clock)}</span>
        <span className="pl-cut">{trace.application}</span>
        <span className="pl-mono max-md:hidden" title={trace.traceId}>
          {cutMiddle(trace.traceId)}
        </span>
        <span className="max-md:hidden">
          <CopyButton text={trace.traceId} label="Copy trace id" />
        </span>
      </span>
    </>
  );
}
