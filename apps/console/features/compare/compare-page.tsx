"use client";

import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { Icon } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { Skeleton } from "@plumbline/ui/skeleton";
import Link from "next/link";
import { AddressNotice } from "~/lib/address-notice";
import { PageBar } from "~/lib/page-bar";
import { tracesPath } from "~/lib/trace-links";
import { useSearchState } from "~/lib/use-search-state";
import styles from "./compare.module.css";
import { CompareBody } from "./compare-body";
import { type CompareParams, compareProblems, formatCompareParams, parseCompareParams } from "./compare-params";
import { TraceHead } from "./trace-head";
import { useTraceTree } from "./use-trace-tree";

export interface CompareProject {
  readonly id: string;
  readonly slug: string;
}

/** Two traces side by side: what the first did otherwise than the second. */
export function ComparePage({ project }: { readonly project: CompareProject }) {
  const { search, write } = useSearchState();
  const params = parseCompareParams(search);
  const a = useTraceTree(project.id, params.a);
  const b = useTraceTree(project.id, params.b);
  const change = (next: Partial<CompareParams>, how: "push" | "replace" = "push") =>
    write(formatCompareParams({ ...params, ...next }), how);
  const swap = () => change({ a: params.b, b: params.a });
  const isReady = a.data !== undefined && b.data !== undefined;
  return (
    <div className={styles.page}>
      <PageBar
        showFreshness={false}
        title={
          <nav className="flex min-w-0 items-center gap-1.5" aria-label="Breadcrumb">
            <Link className="text-ink-2" href={tracesPath(project.slug)}>
              Traces
            </Link>
            <Icon name="right" size="tiny" className="pl-dim" />
            <h1 className="pl-title">Compare</h1>
          </nav>
        }
        actions={
          <Button onClick={swap} disabled={params.a === undefined && params.b === undefined} title="Swap sides (S)">
            <Icon name="compare" size="small" />
            Swap sides
          </Button>
        }
      />
      <AddressNotice
        sentences={compareProblems(search)}
        onDismiss={() => write(formatCompareParams(params), "replace")}
      />
      <div className={styles.heads}>
        {(["a", "b"] as const).map((side) => (
          <TraceHead
            key={side}
            project={project}
            side={side}
            traceId={params[side]}
            otherTraceId={params[side === "a" ? "b" : "a"]}
            tree={side === "a" ? a : b}
            onChoose={(traceId) => change({ [side]: traceId, span: undefined })}
          />
        ))}
      </div>
      {params.a === undefined || params.b === undefined ? (
        <ChooseFirst />
      ) : isReady ? (
        <>
          {params.a === params.b ? (
            <Notice className="m-3" title="Both sides show the same trace">
              Nothing can differ. Choose another trace on one side.
            </Notice>
          ) : null}
          <CompareBody
            key={`${params.a} ${params.b}`}
            project={project}
            a={a.data}
            b={b.data}
            params={params}
            onChange={change}
            onSwap={swap}
          />
        </>
      ) : a.isError || b.isError ? null : (
        <div className={styles.skeletons}>
          {[62, 80, 44, 71, 53].map((width) => (
            <Skeleton key={width} width={`${width}%`} />
          ))}
        </div>
      )}
    </div>
  );
}

function ChooseFirst() {
  return (
    <EmptyState title="Choose two traces to compare">
      <p>
        Their spans are put side by side, with what differs in time, tokens, cost and texts, and the first place at
        which they went different ways. Choose a trace on each side above; a trace's menu and two selected rows of the
        trace list lead here as well.
      </p>
    </EmptyState>
  );
}
