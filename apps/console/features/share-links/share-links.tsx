"use client";

import type { ListShareTicketsResponse } from "@plumbline/public-api/routes/list-share-tickets";
import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { callApi } from "~/lib/api-client";
import { useClock } from "~/lib/clock";
import { cutMiddle, formatTime } from "~/lib/format";
import { RevokeCell } from "~/lib/revoke-cell";
import { SettingsList } from "~/lib/settings-list";

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
    <SettingsList
      lead="A one-time link opens one trace once, in one browser, until it expires. Make one with the share button of a trace."
      failure={
        links.error === null ? undefined : { title: "The links could not be listed.", message: links.error.message }
      }
      columns={["Note", "Trace", "Made", "Until", "Hidden", "Opened"]}
      empty={
        links.isSuccess && items.length === 0 ? (
          <EmptyState title="No links yet.">Open a trace and press S to make one.</EmptyState>
        ) : undefined
      }
      foot={
        links.hasNextPage ? (
          <Button disabled={links.isFetchingNextPage} onClick={() => links.fetchNextPage()}>
            {links.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        ) : undefined
      }
    >
      {items.map((link) => (
        <LinkRow key={link.id} projectId={projectId} projectSlug={projectSlug} link={link} />
      ))}
    </SettingsList>
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
  const end = link.state === "revoked" || link.state === "expired" ? link.state : undefined;
  return (
    <tr data-over={end}>
      <td title={link.note ?? undefined}>{link.note ?? <span className="pl-dim">no note</span>}</td>
      <td>
        <Link href={`/p/${projectSlug}/traces/${link.traceId}`} className="pl-mono">
          {cutMiddle(link.traceId)}
        </Link>
      </td>
      <td>
        {formatTime(link.createdAt, clock)} by {link.senderName}
      </td>
      <td>{formatTime(link.expiresAt, clock)}</td>
      <td title={link.hiddenParts.join(", ") || undefined}>
        {link.hiddenParts.length === 0 ? "nothing" : link.hiddenParts.join(", ")}
      </td>
      <td>
        {link.openedAt === null
          ? "not opened"
          : `${formatTime(link.openedAt, clock)}${link.openedIp === null ? "" : ` from ${link.openedIp}`}`}
      </td>
      <RevokeCell end={end} revoking={revoking} asksFor={link.note ?? `the link to trace ${cutMiddle(link.traceId)}`} />
    </tr>
  );
}
