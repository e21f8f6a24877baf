"use client";

import { Button } from "@plumbline/ui/button";
import { Chip } from "@plumbline/ui/chip";
import { useState } from "react";

/**
 * The last cell of a row that can be revoked: the button, or how it ended. Nothing that is revoked comes back, so the first
 * press only asks. A failed attempt says so and can be repeated.
 */
export function RevokeCell({
  end,
  revoking,
  asksFor,
}: {
  readonly end: "revoked" | "expired" | undefined;
  readonly revoking: { readonly isPending: boolean; readonly error: Error | null; readonly mutate: () => void };
  /** What the second press revokes. */
  readonly asksFor: string;
}) {
  const [isAsked, setAsked] = useState(false);
  const { isPending, error, mutate } = revoking;
  return (
    <td data-align="end">
      {end !== undefined ? (
        <Chip tone="mute">{end}</Chip>
      ) : (
        <Button
          size="small"
          look={isAsked ? "danger" : "quiet"}
          disabled={isPending}
          title={error?.message ?? (isAsked ? `Revoke ${asksFor} now` : undefined)}
          onClick={() => (isAsked ? mutate() : setAsked(true))}
        >
          {isPending ? "Revoking…" : error !== null ? "Not revoked. Try again" : isAsked ? "Revoke now" : "Revoke"}
        </Button>
      )}
    </td>
  );
}
