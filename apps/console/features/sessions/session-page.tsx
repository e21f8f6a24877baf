"use client";

import type { SessionResponse } from "@plumbline/public-api/routes/get-session";
import { Button, buttonClass, buttonData } from "@plumbline/ui/button";
import { CopyButton } from "@plumbline/ui/copy-button";
import { Icon } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { Skeleton } from "@plumbline/ui/skeleton";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { callApi } from "~/lib/api-client";
import { evaluationRefetchMs, isBeingEvaluated } from "~/lib/evaluation-progress";
import { fieldEquals } from "~/lib/field-equals";
import { PageBar } from "~/lib/page-bar";
import { sessionsPath } from "~/lib/session-links";
import { useShortcuts } from "~/lib/shortcuts";
import { filterPath, tracePath } from "~/lib/trace-links";
import { useRowKeys } from "~/lib/use-row-keys";
import styles from "./session.module.css";
import { SessionTotals } from "./session-totals";
import { SessionTurn } from "./session-turn";
import { turnsOf } from "./turns";
import { useTurn } from "./use-turn";

/** A session that is going on grows while it is read. */
const refreshMs = 10_000;

/** The conversation over the traces of a session. */
export function SessionPage({
  project,
  sessionId,
  initial,
}: {
  readonly project: { readonly id: string; readonly slug: string };
  readonly sessionId: string;
  readonly initial: SessionResponse | undefined;
}) {
  const path = `/v1/projects/${project.id}/sessions/${encodeURIComponent(sessionId)}`;
  const query = useInfiniteQuery({
    queryKey: [path],
    queryFn: ({ pageParam, signal }) =>
      callApi<SessionResponse>(path, { query: { cursor: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: ({ state: { data } }) => {
      if (data?.pages.some((page) => page.traces.some(isBeingEvaluated))) return evaluationRefetchMs;
      // All pages would be read again.
      return (data?.pages.length ?? 0) > 1 ? false : refreshMs;
    },
    ...(initial === undefined ? {} : { initialData: { pages: [initial], pageParams: [null] } }),
  });
  // Totals come with every page; the last one to be read knows best.
  const latest = query.data?.pages.at(-1);
  return (
    <div className={styles.page}>
      <PageBar
        title={
          <nav className="flex min-w-0 items-center gap-1.5" aria-label="Breadcrumb">
            <Link className="text-ink-2" href={sessionsPath(project.slug)}>
              Sessions
            </Link>
            <Icon name="right" size="tiny" className="pl-dim" />
            <h1 className={`${styles.title} pl-title pl-cut pl-mono`} title={sessionId}>
              {sessionId}
            </h1>
          </nav>
        }
        lead={<CopyButton text={sessionId} label="Copy session id" />}
        actions={
          <Link
            className={buttonClass}
            {...buttonData()}
            href={filterPath(project.slug, fieldEquals("session", sessionId))}
            aria-label="Show in traces"
            prefetch={false}
          >
            <Icon name="traces" size="small" />
            <span className="max-md:hidden">Show in traces</span>
          </Link>
        }
      />
      {query.isError ? (
        <Notice
          tone={latest === undefined ? "error" : "warn"}
          className="m-3"
          title={latest === undefined ? "The session could not be read" : "The session is no longer current"}
        >
          {query.error.message}
        </Notice>
      ) : null}
      {query.data !== undefined ? (
        <Conversation
          project={project}
          pages={query.data.pages}
          isFetchingMore={query.isFetchingNextPage}
          loadMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
        />
      ) : query.isError ? null : (
        <TurnSkeletons />
      )}
    </div>
  );
}

/** The totals, and the turns below them: what the totals name can be jumped to. */
function Conversation({
  project,
  pages,
  isFetchingMore,
  loadMore,
}: {
  readonly project: { readonly id: string; readonly slug: string };
  readonly pages: readonly SessionResponse[];
  readonly isFetchingMore: boolean;
  readonly loadMore: (() => void) | undefined;
}) {
  const router = useRouter();
  const list = useRef<HTMLOListElement>(null);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const turns = turnsOf(pages.flatMap((page) => page.traces));
  const session = pages.at(-1)?.session;
  const slowestId = turns.length > 1 || (session?.traces ?? 0) > 1 ? pages.at(-1)?.slowestTraceId : undefined;
  const longestMs = Math.max(0, ...turns.map((turn) => turn.trace.durationMs));
  const traceIds = turns.map((turn) => turn.trace.traceId);
  const { selected, select } = useRowKeys({
    noun: "turn",
    keys: traceIds,
    body: list,
    held: useTurn(list, traceIds, loadMore),
    open: (traceId) => router.push(tracePath(project.slug, traceId)),
  });
  const toggle = (traceId: string) => {
    const next = new Set(unfolded);
    if (!next.delete(traceId)) next.add(traceId);
    setUnfolded(next);
  };
  const goToSlowest = () => {
    if (slowestId === undefined) return;
    select(slowestId);
    list.current?.querySelector(`[data-row="${slowestId}"]`)?.scrollIntoView({ block: "center" });
  };
  useShortcuts("Session", [
    { key: "u", label: "Unfold the whole texts", run: () => (selected === undefined ? undefined : toggle(selected)) },
    { key: "l", label: "Go to the slowest turn", run: goToSlowest },
  ]);
  const slowest = turns.find((turn) => turn.trace.traceId === slowestId);
  return (
    <>
      {session === undefined ? null : (
        <SessionTotals
          project={project}
          session={session}
          slowest={
            slowest === undefined
              ? undefined
              : { number: slowest.number, durationMs: slowest.trace.durationMs, show: goToSlowest }
          }
        />
      )}
      <div className="page-body">
        <ol ref={list} className={styles.turns} aria-label="Turns">
          {turns.map((turn) => (
            <SessionTurn
              key={turn.trace.traceId}
              project={project}
              turn={turn}
              longestMs={longestMs}
              isSlowest={turn.trace.traceId === slowestId}
              isSelected={turn.trace.traceId === selected}
              isUnfolded={unfolded.has(turn.trace.traceId)}
              onToggle={() => toggle(turn.trace.traceId)}
            />
          ))}
        </ol>
        {loadMore === undefined ? null : (
          <footer className={styles.foot}>
            <Button onClick={loadMore} disabled={isFetchingMore}>
              {isFetchingMore
                ? "Loading…"
                : `Show more of the ${(session?.traces ?? 0) - turns.length} turns that follow`}
            </Button>
          </footer>
        )}
      </div>
    </>
  );
}

function TurnSkeletons() {
  return (
    <div className={styles.skeletons}>
      {[70, 48, 82, 55].map((width) => (
        <Skeleton key={width} width={`${width}%`} />
      ))}
    </div>
  );
}
