"use client";

import type { ListSessionsResponse } from "@plumbline/public-api/routes/list-sessions";
import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { Notice } from "@plumbline/ui/notice";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { useState } from "react";
import { AddressNotice } from "~/lib/address-notice";
import { useClock } from "~/lib/clock";
import { formatPlural, formatTime } from "~/lib/format";
import { PageBar } from "~/lib/page-bar";
import { SearchBox } from "~/lib/search-box";
import { SessionTabs } from "~/lib/session-tabs";
import { useShortcuts } from "~/lib/shortcuts";
import { timeRangeProblem } from "~/lib/time-range";
import { TimeRangePicker } from "~/lib/time-range-picker";
import { type PagedList, usePagedList } from "~/lib/use-paged-list";
import { useSearchState } from "~/lib/use-search-state";
import type { SessionsData } from "./load-sessions";
import { HowSessionsAreMade, NoMatchingSession } from "./no-sessions";
import {
  formatSessionListParams,
  parseSessionListParams,
  type SessionListParams,
  sessionListKey,
  sessionListQuery,
} from "./session-list-params";
import styles from "./sessions.module.css";
import { SessionsTable } from "./sessions-table";

/** The sessions of a project, newest activity first. */
export function SessionsPage({
  project,
  data,
}: {
  readonly project: { readonly id: string; readonly name: string; readonly slug: string };
  readonly data: SessionsData;
}) {
  const { search, write } = useSearchState();
  const [isPicking, setPicking] = useState(false);
  const params = parseSessionListParams(search);
  const rangeProblem = timeRangeProblem(search);
  const key = sessionListKey(params);
  const list = usePagedList<ListSessionsResponse>({
    path: `/v1/projects/${project.id}/sessions`,
    queryKey: [key],
    query: () => sessionListQuery(params, Date.now()),
    initial:
      key === data.key && data.sessions.ok ? { page: data.sessions.value, loadedAtMs: data.loadedAtMs } : undefined,
  });
  const change = (next: Partial<SessionListParams>, how: "push" | "replace" = "push") =>
    write(formatSessionListParams({ ...params, ...next }), how);
  useShortcuts("Sessions", [{ key: "t", label: "Change the time range", run: () => setPicking(true) }]);
  return (
    <div className={styles.page}>
      <PageBar
        title="Sessions"
        actions={
          <TimeRangePicker
            range={params.range}
            onRange={(range) => change({ range })}
            open={isPicking}
            onOpenChange={setPicking}
          />
        }
      />
      <SessionTabs projectSlug={project.slug} />
      <div className={styles.bar}>
        <SearchBox
          label="Find a session"
          placeholder="Session or user id, or a query such as status = error"
          value={params.q}
          problem={list.error?.message}
          onSearch={(q) => change({ q }, "replace")}
        />
        {params.application === undefined ? null : (
          <Button size="small" onClick={() => change({ application: undefined })} title="Show all applications">
            {params.application} ✕
          </Button>
        )}
      </div>
      <div className="page-body">
        <AddressNotice
          sentences={rangeProblem === undefined ? [] : [rangeProblem.sentence]}
          onDismiss={() => write(formatSessionListParams(params), "replace")}
        />
        <SessionsBody
          project={project}
          params={params}
          list={list}
          isEmptyProject={data.isEmptyProject}
          onChange={change}
        />
      </div>
    </div>
  );
}

function SessionsBody({
  project,
  params,
  list,
  isEmptyProject,
  onChange,
}: {
  readonly project: { readonly slug: string; readonly name: string };
  readonly params: SessionListParams;
  readonly list: PagedList<ListSessionsResponse>;
  readonly isEmptyProject: boolean;
  readonly onChange: (next: Partial<SessionListParams>) => void;
}) {
  const sessions = list.pages?.flatMap((page) => page.items);
  const searchedBackTo = list.pages?.at(-1)?.searchedBackTo;
  if (sessions === undefined && list.error !== null)
    return (
      <EmptyState title="The sessions were not listed" icon={<StatusIcon status="error" />}>
        <p>{list.error.message} The filter is kept.</p>
        <Button look="primary" onClick={list.retry}>
          Try again
        </Button>
      </EmptyState>
    );
  if (sessions?.length === 0 && isEmptyProject)
    return (
      <EmptyState title={`No session has arrived in ${project.name} yet`}>
        <HowSessionsAreMade />
      </EmptyState>
    );
  if (sessions?.length === 0 && searchedBackTo === undefined)
    return (
      <NoMatchingSession
        range={params.range}
        isFiltered={params.q !== "" || params.application !== undefined}
        onRange={(range) => onChange({ range })}
        onClear={() => onChange({ q: "", application: undefined })}
      />
    );
  return (
    <>
      {list.error === null ? null : (
        <Notice tone="warn" className="m-3" title="The list is no longer current">
          {list.error.message}
        </Notice>
      )}
      <SessionsTable project={project} sessions={sessions} isStale={list.isStale} />
      {sessions === undefined ? null : (
        <footer className={styles.foot}>
          {searchedBackTo === undefined ? null : (
            <SearchedBackTo time={searchedBackTo} isEmpty={sessions.length === 0} />
          )}
          {list.loadMore === undefined ? (
            `${formatPlural(sessions.length, "session")}, all that were active`
          ) : (
            <Button onClick={list.loadMore} disabled={list.isFetchingMore}>
              {list.isFetchingMore ? "Loading…" : searchedBackTo === undefined ? "Show more sessions" : "Go on"}
            </Button>
          )}
        </footer>
      )}
    </>
  );
}

/** A search of texts or attributes stopped here for lack of time. */
function SearchedBackTo({ time, isEmpty }: { readonly time: string; readonly isEmpty: boolean }) {
  const clock = useClock();
  return (
    <span>
      {isEmpty ? "Nothing found yet. Searched" : "Searched"} back to <b>{formatTime(time, clock)}</b>{" "}
    </span>
  );
}
