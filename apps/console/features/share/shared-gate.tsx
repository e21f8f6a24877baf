"use client";

import type { SharedTraceResponse } from "@plumbline/public-api/routes/get-shared-trace";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { ApiError, callApi } from "~/lib/api-client";
import { GateForgotten, GateUnreachable, GateUsed } from "./gate-closed";
import { GateFrame } from "./gate-frame";
import { GateInvitation } from "./gate-invitation";
import { findOpened, rememberOpened } from "./opened-links";
import { describeTicket, redeemTicket } from "./share-api";
import { SharedFrame } from "./shared-frame";

/** A ticket is 43 base64url characters; anything else in the fragment is not asked about. */
const ticketPattern = /^[A-Za-z0-9_-]{20,100}$/;

export interface SharedTraceView {
  readonly answer: SharedTraceResponse;
  readonly shareId: string | undefined;
}

/**
 * Everything between a one-time link and its trace. The page itself is the same for everyone; the ticket stands in the
 * fragment, which no server sees, and is sent in a POST body. Looking uses nothing up; the button does.
 */
export function SharedGate({ renderTrace }: { readonly renderTrace: (view: SharedTraceView) => ReactNode }) {
  const hash = useHash();
  const [isClosed, setIsClosed] = useState(false);
  if (hash === undefined) return <Checking />;
  if (isClosed) return <GateForgotten />;
  const ticket = hash.slice(1);
  if (ticketPattern.test(ticket)) return <Invited key={ticket} ticket={ticket} />;
  return <Opened renderTrace={renderTrace} onClosed={() => setIsClosed(true)} />;
}

/** Undefined on the server, so that its HTML is the same for all. Dropping the fragment shows the trace without a reload. */
function useHash(): string | undefined {
  return useSyncExternalStore(
    (onChange) => {
      window.addEventListener("hashchange", onChange);
      window.addEventListener("popstate", onChange);
      window.addEventListener(fragmentDropped, onChange);
      return () => {
        window.removeEventListener("hashchange", onChange);
        window.removeEventListener("popstate", onChange);
        window.removeEventListener(fragmentDropped, onChange);
      };
    },
    () => window.location.hash,
    () => undefined,
  );
}

const fragmentDropped = "plumbline:fragment-dropped";

/** The used ticket leaves the address bar and the history; what remains names the opened trace and is no secret. */
function dropFragment(shareId: string | undefined): void {
  window.history.replaceState(null, "", shareId === undefined ? "/s" : `/s?share=${shareId}`);
  window.dispatchEvent(new Event(fragmentDropped));
}

function Invited({ ticket }: { readonly ticket: string }) {
  const reopened = useQuery({ queryKey: ["share-reopened", ticket], queryFn: () => reopen(ticket), retry: false });
  const openedId = reopened.data;
  useEffect(() => {
    if (typeof openedId === "string") dropFragment(openedId);
  }, [openedId]);
  const described = useQuery({
    queryKey: ["share-invitation", ticket],
    queryFn: () => describeTicket(ticket),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: reopened.isFetched && reopened.data === null,
  });
  const redeeming = useMutation({
    mutationFn: (passcode: string) => redeemTicket(ticket, passcode),
    onSuccess: async ({ shareId }) => {
      await rememberOpened(ticket, shareId);
      dropFragment(shareId);
    },
  });
  const isGone = isGoneError(described.error) || isGoneError(redeeming.error);
  if (isGone) return <Used />;
  if (described.data !== undefined)
    return (
      <GateInvitation
        invitation={described.data}
        isOpening={redeeming.isPending || redeeming.isSuccess}
        error={redeeming.error}
        onOpen={(passcode) => redeeming.mutate(passcode)}
      />
    );
  const failed = [reopened, described].find(({ error }) => error !== null);
  if (failed?.error) return <GateUnreachable message={failed.error.message} onRetry={() => void failed.refetch()} />;
  return <Checking />;
}

/** The opened trace of this very link, if this browser used it up and may still read it; else null. */
async function reopen(ticket: string): Promise<string | null> {
  const shareId = await findOpened(ticket);
  if (shareId === undefined) return null;
  try {
    await loadShared(shareId);
    return shareId;
  } catch (error) {
    if (error instanceof ApiError && isGoneError(error)) return null;
    throw error;
  }
}

/** A link that this browser did not use up, or whose time is over. Another trace may be open here. */
function Used() {
  const open = useQuery({ queryKey: ["shared-trace", undefined], queryFn: () => loadShared(undefined), retry: false });
  return <GateUsed onGoToOpen={open.isSuccess ? () => dropFragment(undefined) : undefined} />;
}

function Opened(props: { readonly renderTrace: (view: SharedTraceView) => ReactNode; readonly onClosed: () => void }) {
  const shareId = new URLSearchParams(window.location.search).get("share") ?? undefined;
  const shared = useQuery({ queryKey: ["shared-trace", shareId], queryFn: () => loadShared(shareId) });
  if (shared.data !== undefined)
    return (
      <SharedFrame answer={shared.data} shareId={shareId} onClosed={props.onClosed}>
        {props.renderTrace({ answer: shared.data, shareId })}
      </SharedFrame>
    );
  if (shared.error === null) return <Checking />;
  if (isGoneError(shared.error)) return <GateUsed onGoToOpen={undefined} />;
  return <GateUnreachable message={shared.error.message} onRetry={() => void shared.refetch()} />;
}

/** 401: this browser opened nothing; 404: the trace has expired; 410: the link is used, expired or withdrawn. */
function isGoneError(error: Error | null): boolean {
  return error instanceof ApiError && [401, 403, 404, 410].includes(error.status);
}

function loadShared(shareId: string | undefined): Promise<SharedTraceResponse> {
  return callApi("/share/trace", { query: { share: shareId } });
}

function Checking() {
  return (
    <GateFrame isOff foot="You need no account. Nothing else of the project can be reached from here.">
      <h1>A shared trace</h1>
      <p role="status">Checking the link. Nothing is used up until you press a button.</p>
      <noscript>
        This page needs JavaScript: the link is kept out of every server log, and only a script can read it.
      </noscript>
    </GateFrame>
  );
}
