import { TraceLoading } from "~/features/trace/trace-loading";

/** Shown at once when a row of the list is opened. */
export default function Loading() {
  return <TraceLoading />;
}
