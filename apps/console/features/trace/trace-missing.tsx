import { EmptyState } from "@plumbline/ui/empty-state";
import { StatusIcon } from "@plumbline/ui/status-icon";
import Link from "next/link";
import { PageBar } from "~/lib/page-bar";
import { filterPath, tracesPath } from "~/lib/trace-links";
import { noTraceId } from "./no-trace-id";

/** An id that names no trace here: never stored, not here yet, no longer kept, or no id at all. */
export function TraceMissing({
  project,
  traceId,
}: {
  readonly project: { readonly slug: string };
  readonly traceId: string;
}) {
  const wrong = noTraceId(traceId);
  if (wrong !== undefined) {
    return (
      <>
        <PageBar title="Trace" />
        <EmptyState title="This is no trace id" icon={<StatusIcon status="incomplete" />}>
          <p>{wrong.sentence}</p>
          {wrong.beginning === undefined ? null : (
            <Link href={filterPath(project.slug, `trace = ${wrong.beginning}`)}>
              Look for traces that begin with {wrong.beginning}
            </Link>
          )}
          <Link href={tracesPath(project.slug)}>Go to the list of traces</Link>
        </EmptyState>
      </>
    );
  }
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
