"use client";

import type { ListShareTicketsResponse } from "@plumbline/public-api/routes/list-share-tickets";
import { Button } from "@plumbline/ui/button";
import { Chip } from "@plumbline/ui/chip";
import { EmptyState } from "@plumbline/ui/empty-state";
import { Notice } from "@plumbline/ui/notice";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { callApi } from "~/lib/api-client";
import { useClock } from "~/lib/clock";
import { cutMiddle, formatTime } from "~/lib/format";
import styles from "./share-links.module.css";

type ShareLinkView = ListShareTicketsResponse["items"][number];

/** Every one-time link of a project: for whom, until when, whether it was opened; and its end. */
export function ShareLinks({
  projectId,
  projectSlug,
  initial,
}: {
  readonly projectId: string;
  readonly projectSlug: string;
  readonly initial: ListShareTicketsResponse | undefined;
}) {
  const links = useInfiniteQuery({
    queryKey: ["share-tickets", projectId],
    queryFn: ({ pageParam }) =>
      callApi<ListShareTicketsResponse>(`/v1/projects/${projectId}/share-tickets`, {
        query: { cursor: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    ...(initial === undefined ? {} : { initialData: { pages: [initial], pageParams: [null] } }),
  });
  const items = links.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={styles.page}>
      <p className="pl-soft">
        A one-time link opens one trace once, in one browser, until it expires. Make one with the share button of a
        trace.
      </p>
      {links.error === null ? null : (
        <Notice tone="error" title="The links could not be listed.">
          {links.error.message}
        </Notice>
      )}
      {links.isSuccess && items.length === 0 ? (
        <EmptyState title="No links yet.">Open a trace and press S to make one.</EmptyState>
      ) : (
        <div className="pl-scroll">
          <table className="pl-table">
            <thead>
              <tr>
                <th>Note</th>
                <th>Trace</th>
                <th>Made</th>
                <th>Until</th>
                <th>Hidden</th>
                <th>Opened</th>
                <th>
                  <span className="pl-hidden-text">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((link) => (
                <LinkRow key={link.id} projectId={projectId} projectSlug={projectSlug} link={link} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {links.hasNextPage ? (
        <Button disabled={links.isFetchingNextPage} onClick={() => links.fetchNextPage()}>
          {links.isFetchingNextPage ? "Loading…" : "Show more"}
        </Button>
      ) : null}
    </section>
  );
}

function LinkRow({
  projectId,
  projectSlug,
  link,
}: {
  readonly projectId: string;
  readonly projectSlug: string;
  readonly link: ShareLinkView;
}) {
  const clock = useClock();
  const queries = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => callApi(`/v1/projects/${projectId}/share-tickets/${link.id}`, { method: "DELETE" }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["share-tickets", projectId] }),
  });
  return (
    <tr>
      <td>{link.note ?? <span className="pl-dim">no note</span>}</td>
      <td>
        <Link href={`/p/${projectSlug}/traces/${link.traceId}`} className="pl-mono">
          {cutMiddle(link.traceId)}
        </Link>
      </td>
      <td>
        {formatTime(link.createdAt, clock)} by {link.senderName}
      </td>
      <td>{formatTime(link.expiresAt, clock)}</td>
      <td>{link.hiddenParts.length === 0 ? "nothing" : link.hiddenParts.join(", ")}</td>
      <td>
        {link.openedAt === null
          ? "not opened"
          : `${formatTime(link.openedAt, clock)}${link.openedIp === null ? "" : ` from ${link.openedIp}`}`}
      </td>
      <td data-align="end">
        {link.state === "revoked" ? (
          <Chip tone="mute">revoked</Chip>
        ) : link.state === "expired" ? (
          <Chip tone="mute">expired</Chip>
        ) : (
          <Button size="small" look="danger" disabled={revoking.isPending} onClick={() => revoking.mutate()}>
            {revoking.isPending ? "Revoking…" : "Revoke"}
          </Button>
        )}
      </td>
    </tr>
  );
}
