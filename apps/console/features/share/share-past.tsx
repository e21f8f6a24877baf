"use client";

import { Button } from "@plumbline/ui/button";
import { Notice } from "@plumbline/ui/notice";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useClock } from "~/lib/clock";
import { formatMinute } from "~/lib/format";
import styles from "./share.module.css";
import { listTickets, revokeTicket, type ShareTicket } from "./share-api";
import { hiddenText } from "./share-words";

/** Links of this trace that were made before, with their receipts. */
export function SharePast({ projectId, traceId }: { readonly projectId: string; readonly traceId: string }) {
  const past = useQuery({
    queryKey: ["share-tickets", projectId, traceId],
    queryFn: () => listTickets(projectId, traceId),
    staleTime: 0,
  });
  if (past.isError)
    return (
      <Notice tone="error" title="The links made before could not be listed.">
        {past.error.message}
      </Notice>
    );
  if (past.data === undefined || past.data.length === 0) return null;
  return (
    <ul className={styles.past} aria-label="Links made before">
      {past.data.map((ticket) => (
        <PastLink key={ticket.id} projectId={projectId} ticket={ticket} />
      ))}
    </ul>
  );
}

function PastLink({ projectId, ticket }: { readonly projectId: string; readonly ticket: ShareTicket }) {
  const clock = useClock();
  const queries = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeTicket(projectId, ticket.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["share-tickets", projectId] }),
  });
  const hidden = hiddenText(ticket.hiddenParts);
  const details = [
    `Until ${formatMinute(ticket.expiresAt, clock)}`,
    hidden === undefined ? undefined : `${hidden} hidden`,
    ticket.hasPasscode ? "with passcode" : undefined,
  ]
    .filter(Boolean)
    .join(", ");
  return (
    <li>
      <span className="pl-cut" title={ticket.note ?? undefined}>
        {ticket.note ?? "No note"}
      </span>
      <span className={styles.note}>
        {ticket.openedAt === null ? "Not opened" : `Opened ${formatMinute(ticket.openedAt, clock)}`}
      </span>
      <span className={`${styles.note} pl-cut`} title={details}>
        {details}
      </span>
      {ticket.state === "revoked" || ticket.state === "expired" ? (
        <span className={styles.note}>{ticket.state === "revoked" ? "Revoked" : "Expired"}</span>
      ) : (
        <Button
          look="danger"
          size="small"
          disabled={revoking.isPending}
          title={revoking.isError ? revoking.error.message : undefined}
          onClick={() => revoking.mutate()}
        >
          {revoking.isPending ? "Revoking…" : revoking.isError ? "Try again" : "Revoke"}
        </Button>
      )}
    </li>
  );
}
