"use client";

import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { StatusIcon } from "@plumbline/ui/status-icon";

export default function ErrorPage({
  error,
  retry,
}: {
  readonly error: Error & { readonly digest?: string };
  /** Asks the server for the page again. */
  readonly retry: () => void;
}) {
  const isDatabaseAway = error.digest === "store.unavailable" || error.digest === "query.too_slow";
  return (
    <EmptyState
      title={isDatabaseAway ? "The database does not answer" : "This page could not be shown"}
      icon={<StatusIcon status="error" />}
    >
      <p>
        {isDatabaseAway
          ? "The console runs, but what it should show cannot be read at the moment. Everything stored is kept. Exporters hear of it and send again what is not stored yet."
          : `Something failed that should not. Nothing was changed, and everything stored is kept. If it fails again, look into the console's log${error.digest === undefined ? "." : ` for ${error.digest}.`}`}
      </p>
      <Button look="primary" onClick={retry}>
        Try again
      </Button>
    </EmptyState>
  );
}
