"use client";

import { Button } from "@plumbline/ui/button";
import { Chip } from "@plumbline/ui/chip";
import { useState } from "react";

/** The last cell of a row that can be revoked: the button, or how it ended. A failed attempt says so and can be repeated. */
export function RevokeCell({
  end,
  revoking,
  asksFor,
}: {
  readonly end: "revoked" | "expired" | undefined;
  readonly revoking: { readonly isPending: boolean; readonly error: Error | null; readonly mutate: () => void };
  /** What is revoked, where that needs a second press. */
  readonly asksFor?: string;
}) {
  const [isAsked, setAsked] = useState(false);
  const { isPending, error, mutate } = revoking;
  const isReady = asksFor === undefined || isAsked;
  return (
    <td data-align="end">
      {end !== undefined ? (
        <Chip tone="mute">{end}</Chip>
      ) : (
        <Button
          size="small"
          look={isReady ? "danger" : "quiet"}
          disabled={isPending}
          title={error?.message ?? (isAsked ? `Revoke ${asksFor} now` : undefined)}
          onClick={() => (isReady ? mutate() : setAsked(true))}
        >
          {isPending ? "Revoking…" : error !== null ? "Not revoked. Try again" : isAsked ? "Revoke now" : "Revoke"}
        </Button>
      )}
    </td>
  );
}
