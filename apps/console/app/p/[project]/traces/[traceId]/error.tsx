"use client";

import { TraceUnreadable } from "~/features/trace/trace-unreadable";

export default function ErrorPage({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return <TraceUnreadable message={error.message} onRetry={reset} />;
}
