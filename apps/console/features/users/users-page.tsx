"use client";

import type { ListUsersResponse } from "@plumbline/public-api/routes/list-users";
import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { Notice } from "@plumbline/ui/notice";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { useState } from "react";
import { AddressNotice } from "~/lib/address-notice";
import { useClock } from "~/lib/clock";
import { formatCost } from "~/lib/cost-text";
import { formatCount, formatPlural, formatTime } from "~/lib/format";
import { PageBar } from "~/lib/page-bar";
import { SearchBox } from "~/lib/search-box";
import { SessionTabs } from "~/lib/session-tabs";
import { useShortcuts } from "~/lib/shortcuts";
import { timeRangeProblem } from "~/lib/time-range";
import { TimeRangePicker } from "~/lib/time-range-picker";
import { type PagedList, usePagedList } from "~/lib/use-paged-list";
import { useSearchState } from "~/lib/use-search-state";
import type { UsersData } from "./load-users";
import { NoUsers } from "./no-users";
import {
  formatUserListParams,
  parseUserListParams,
  type UserListParams,
  userListKey,
  userListQuery,
} from "./user-list-params";
import styles from "./users.module.css";
import { UsersTable } from "./users-table";

/** The users of a project with what their traces add up to. */
export function UsersPage({
  project,
  data,
}: {
  readonly project: { readonly id: string; readonly name: string; readonly slug: string };
  readonly data: UsersData;
}) {
  const { search, write } = useSearchState();
  const [isPicking, setPicking] = useState(false);
  const params = parseUserListParams(search);
  const rangeProblem = timeRangeProblem(search);
  const key = userListKey(params);
  const list = usePagedList<ListUsersResponse>({
    path: `/v1/projects/${project.id}/users`,
    queryKey: [key],
    query: () => userListQuery(params, Date.now()),
    initial: key === data.key && data.users.ok ? { page: data.users.value, loadedAtMs: data.loadedAtMs } : undefined,
  });
  const change = (next: Partial<UserListParams>, how: "push" | "replace" = "push") =>
    write(formatUserListParams({ ...params, ...next }), how);
  useShortcuts("Users", [{ key: "t", label: "Change the time range", run: () => setPicking(true) }]);
  const total = list.pages?.[0]?.total;
  return (
    <div className={styles.page}>
      <PageBar
        title="Users"
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
          label="Find a user"
          placeholder="User id, or a query such as application = helpdesk"
          value={params.q}
          problem={list.error?.message}
          onSearch={(q) => change({ q }, "replace")}
        />
        {total === undefined || total.users === 0 ? null : (
          <p className={styles.total} data-stale={list.isStale ? "" : undefined}>
            <b>{formatCount(total.users)}</b> {total.users === 1 ? "user" : "users"},{" "}
            {formatPlural(total.traces, "trace")}, {total.cost === null ? "no price" : <b>{formatCost(total.cost)}</b>}
          </p>
        )}
      </div>
      <div className="page-body">
        <AddressNotice
          sentences={rangeProblem === undefined ? [] : [rangeProblem.sentence]}
          onDismiss={() => write(formatUserListParams(params), "replace")}
        />
        <UsersBody project={project} params={params} list={list} data={data} onChange={change} />
      </div>
    </div>
  );
}

function UsersBody({
  project,
  params,
  list,
  data,
  onChange,
}: {
  readonly project: { readonly slug: string; readonly name: string };
  readonly params: UserListParams;
  readonly list: PagedList<ListUsersResponse>;
  readonly data: UsersData;
  readonly onChange: (next: Partial<UserListParams>) => void;
}) {
  const users = list.pages?.flatMap((page) => page.items);
  if (users === undefined && list.error !== null)
    return (
      <EmptyState title="The users were not listed" icon={<StatusIcon status="error" />}>
        <p>{list.error.message} The filter is kept.</p>
        <Button look="primary" onClick={list.retry}>
          Try again
        </Button>
      </EmptyState>
    );
  const searchedBackTo = list.pages?.at(-1)?.searchedBackTo;
  if (users?.length === 0 && searchedBackTo === undefined)
    return (
      <NoUsers
        project={project}
        isEmptyProject={data.isEmptyProject}
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
      {searchedBackTo === undefined ? null : <SearchedBackTo time={searchedBackTo} />}
      <UsersTable
        project={project}
        params={params}
        users={users}
        totalCost={list.pages?.[0]?.total.cost ?? null}
        isStale={list.isStale}
        onSort={(sort) => onChange({ sort })}
      />
      {list.loadMore === undefined ? null : (
        <footer className={styles.foot}>
          <Button onClick={list.loadMore} disabled={list.isFetchingMore}>
            {list.isFetchingMore ? "Loading…" : "Show more users"}
          </Button>
        </footer>
      )}
    </>
  );
}

/** A search of texts or attributes stopped here for lack of time. */
function SearchedBackTo({ time }: { readonly time: string }) {
  const clock = useClock();
  return (
    <Notice tone="warn" className="m-3" title={`Figures are of traces since ${formatTime(time, clock)}`}>
      The text or attributes of the query are found in more traces than can be read in time. A shorter time range, or a
      condition beside them, adds all up.
    </Notice>
  );
}
