"use client";

import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { StatusIcon } from "@plumbline/ui/status-icon";

export default function ErrorPage({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  return (
    <EmptyState title="This page could not be shown" icon={<StatusIcon status="error" />}>
      <p>
        Something failed that should not. Nothing was changed, and what you had stored is kept. Try again; if it fails
        again, look into the console's log
        {error.digest === undefined ? "." : ` for ${error.digest}.`}
      </p>
      <Button look="primary" onClick={reset}>
        Try again
      </Button>
    </EmptyState>
  );
}
