"use client";

import { EmptyState } from "@plumbline/ui/empty-state";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { useParams } from "next/navigation";
import { PageBar } from "~/lib/page-bar";
import { sessionsPath } from "~/lib/session-links";

/** A session id that no stored trace carries. */
export function SessionMissing() {
  const { project, sessionId } = useParams<{ readonly project: string; readonly sessionId: string }>();
  return (
    <>
      <PageBar title="Session" />
      <EmptyState title="No session with this id is stored in this project" icon={<StatusIcon status="incomplete" />}>
        <p className="pl-mono">{decodeURIComponent(sessionId)}</p>
        <p>
          A session is there while a stored trace carries its id. Its traces may not have arrived yet, may have expired,
          or belong to another project, which this page cannot tell.
        </p>
        <Link href={sessionsPath(decodeURIComponent(project))}>Go to the list of sessions</Link>
      </EmptyState>
    </>
  );
}
