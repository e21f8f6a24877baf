"use client";

import { TraceUnreadable } from "~/features/trace/trace-unreadable";

/** The message of a server error stays on the server; its digest finds it in the log. */
export default function ErrorPage(props: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  const { digest } = props.error;
  const where = digest === undefined ? "" : ` The console's log holds the details under ${digest}.`;
  return (
    <TraceUnreadable
      message={`The trace is stored, but reading it failed. Nothing was changed; try again.${where}`}
      onRetry={props.reset}
    />
  );
}
