"use client";

import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { Icon } from "@plumbline/ui/icon";
import { StatusIcon } from "@plumbline/ui/status-icon";

/** The trace is there, but its call chain did not come. */
export function TraceUnreadable({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) {
  return (
    <EmptyState title="This trace could not be read" icon={<StatusIcon status="error" />}>
      <p>{message}</p>
      <Button onClick={onRetry}>
        <Icon name="refresh" size="small" />
        Read it again
      </Button>
    </EmptyState>
  );
}
