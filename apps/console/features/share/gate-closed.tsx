"use client";

import { Button } from "@plumbline/ui/button";
import styles from "./gate.module.css";
import { GateFrame } from "./gate-frame";

/**
 * One page for a link that is used, expired, withdrawn or unknown: telling them apart would tell a stranger that a guess was
 * close.
 */
export function GateUsed({ onGoToOpen }: { readonly onGoToOpen: (() => void) | undefined }) {
  return (
    <GateFrame isOff foot="If you sent it: Settings, One-time links, says when it was opened.">
      <h1>This link has already been used</h1>
      <p>
        Or it has expired, or its sender withdrew it. A link opens once, in one browser. If you opened it, go back to
        that browser: the trace stays open there until the link expires. If you did not, ask the person who sent it for
        a new one and say that this one was used.
      </p>
      {onGoToOpen === undefined ? null : (
        <p className={styles.fine}>
          This browser has a shared trace open. <Button onClick={onGoToOpen}>Go to the open trace</Button>
        </p>
      )}
    </GateFrame>
  );
}

export function GateForgotten() {
  return (
    <GateFrame isOff foot="You need no account. Nothing else of the project can be reached from here.">
      <h1>The trace is closed</h1>
      <p>
        This browser no longer opens it, and its link is used. To see it again, ask the person who sent it for a new
        link.
      </p>
    </GateFrame>
  );
}

/** Nothing was used up: the link can be tried again. */
export function GateUnreachable({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) {
  return (
    <GateFrame isOff foot="You need no account. Nothing else of the project can be reached from here.">
      <h1>The link could not be checked</h1>
      <p>{message} The link was not used up.</p>
      <p className={styles.fine}>
        <Button onClick={onRetry}>Try again</Button>
      </p>
    </GateFrame>
  );
}
