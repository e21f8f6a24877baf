"use client";

import type { SharedTraceResponse } from "@plumbline/public-api/routes/get-shared-trace";
import { Button } from "@plumbline/ui/button";
import { Chip } from "@plumbline/ui/chip";
import { Icon } from "@plumbline/ui/icon";
import { PlumbMark } from "@plumbline/ui/plumb-mark";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useClock } from "~/lib/clock";
import { formatMinute } from "~/lib/format";
import styles from "./gate.module.css";
import { closeShare } from "./share-api";

/** The head over a shared trace: read-only, until when, and the way to end it. */
export function SharedFrame(props: {
  readonly answer: SharedTraceResponse;
  readonly shareId: string | undefined;
  readonly onClosed: () => void;
  readonly children: ReactNode;
}) {
  const { answer, shareId, onClosed, children } = props;
  const clock = useClock();
  const closing = useMutation({ mutationFn: () => closeShare(shareId), onSuccess: onClosed });
  return (
    <main className={styles.view}>
      <header className={styles.bar}>
        <PlumbMark />
        <h1 className="pl-title pl-cut">{answer.trace.name}</h1>
        <Chip icon="lock">Shared, read-only</Chip>
        <span className={styles.until}>
          <Icon name="clock" size="small" />
          Open in this browser until {formatMinute(answer.share.expiresAt, clock)}
        </span>
        <Button
          disabled={closing.isPending}
          title={closing.isError ? closing.error.message : "Forget this trace in this browser"}
          onClick={() => closing.mutate()}
        >
          {closing.isPending ? "Closing…" : closing.isError ? "Try to close again" : "Close now"}
        </Button>
      </header>
      {children}
    </main>
  );
}
