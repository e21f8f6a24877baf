import { Skeleton } from "@plumbline/ui/skeleton";
import { PageBar } from "~/lib/page-bar";
import styles from "./trace.module.css";

/** The frame of the page without a trace in it. */
export function TraceLoading() {
  return (
    <>
      <PageBar title="Trace" showFreshness={false} />
      <TraceSkeleton />
    </>
  );
}

/** Grey lines where the call chain will stand. */
export function TraceSkeleton() {
  return (
    <div className={styles.skeletons} aria-busy="true" role="status" aria-label="The trace is loading">
      {[560, 380, 460, 300, 420, 340].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}
