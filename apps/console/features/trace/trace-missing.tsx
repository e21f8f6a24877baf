import { EmptyState } from "@plumbline/ui/empty-state";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { PageBar } from "~/lib/page-bar";
import { tracesPath } from "~/lib/trace-links";

/** An id that names no trace here: never stored, not here yet, or no longer kept. */
export function TraceMissing({
  project,
  traceId,
}: {
  readonly project: { readonly slug: string };
  readonly traceId: string;
}) {
  return (
    <>
      <PageBar title="Trace" />
      <EmptyState title="No trace with this id is stored in this project" icon={<StatusIcon status="incomplete" />}>
        <p className="pl-mono">{traceId}</p>
        <p>
          It may not have arrived yet: exporters send in batches, some seconds after the request ended. It may have
          expired. Or it belongs to another project, which this page cannot tell.
        </p>
        <Link href={tracesPath(project.slug)}>Go to the list of traces</Link>
      </EmptyState>
    </>
  );
}
