import type { ReactNode } from "react";
import { TraceFileDrop } from "~/lib/trace-file-drop";

/** On every page about traces a file can be dropped to look at it. */
export default async function TracesLayout(props: {
  readonly children: ReactNode;
  readonly params: Promise<{ readonly project: string }>;
}) {
  const { project } = await props.params;
  return <TraceFileDrop projectSlug={decodeURIComponent(project)}>{props.children}</TraceFileDrop>;
}
