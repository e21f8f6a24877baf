"use client";

import { Button } from "@plumbline/ui/button";
import { Chip } from "@plumbline/ui/chip";
import { useState } from "react";

/** The last cell of a row that can be revoked: the button, or how it ended. A failed attempt says so and can be repeated. */
export function RevokeCell({
  end,
  revoking,
  question,
}: {
  readonly end: "revoked" | "expired" | undefined;
  readonly revoking: { readonly isPending: boolean; readonly error: Error | null; readonly mutate: () => void };
  /** What the button says once pressed, before a second press revokes. Without it the first press does. */
  readonly question?: string;
}) {
  const [isAsked, setAsked] = useState(false);
  const { isPending, error, mutate } = revoking;
  const isReady = question === undefined || isAsked;
  return (
    <td data-align="end">
      {end !== undefined ? (
        <Chip tone="mute">{end}</Chip>
      ) : (
        <Button
          size="small"
          look={isReady ? "danger" : "quiet"}
          disabled={isPending}
          title={error?.message}
          onClick={() => (isReady ? mutate() : setAsked(true))}
        >
          {isPending
            ? "Revoking…"
            : error !== null
              ? "Not revoked. Try again"
              : ((isAsked ? question : undefined) ?? "Revoke")}
        </Button>
      )}
    </td>
  );
}
