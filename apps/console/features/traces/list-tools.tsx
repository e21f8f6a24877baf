"use client";

import { IconButton } from "@plumbline/ui/icon-button";
import { Menu } from "@plumbline/ui/menu";
import { Popover } from "@plumbline/ui/popover";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { traceFilePath } from "~/lib/trace-links";
import type { ColumnChoice } from "./column-choice";
import type { Selection } from "./use-selection";
import type { TraceQueryState } from "./use-trace-query-state";

// What a visit may never need comes when it does.
const loadItems = () => import("./narrow-tools");
const ColumnMenu = lazy(async () => ({ default: (await import("./column-menu")).ColumnMenu }));
const ColumnDrawer = lazy(async () => ({ default: (await import("./narrow-tools")).ColumnDrawer }));

export interface ListToolsProps {
  readonly project: { readonly id: string; readonly slug: string };
  readonly state: TraceQueryState;
  readonly columns: readonly ColumnChoice[];
  readonly onColumns: (columns: readonly ColumnChoice[] | undefined) => void;
  readonly selection: Selection;
  /** Whether rows show boxes to tick on a narrow screen, where they are hidden at first. */
  readonly isTicking: boolean;
  readonly onTicking: (isTicking: boolean) => void;
  readonly onCopyLink: () => void;
  readonly onExport: () => void;
  readonly onRefresh: () => void;
}

/** What can be done with the whole list: a row of buttons, and one menu on a narrow screen, where there is no row for them. */
export function ListTools(props: ListToolsProps) {
  const { project, columns, onColumns, onCopyLink, onExport, onRefresh } = props;
  const router = useRouter();
  const [isChoosing, setChoosing] = useState(false);
  return (
    <>
      <Popover
        label="Columns"
        align="end"
        trigger={<IconButton className="max-md:hidden" icon="columns" label="Columns" />}
      >
        <Suspense>
          <ColumnMenu projectId={project.id} columns={columns} onColumns={onColumns} />
        </Suspense>
      </Popover>
      <IconButton
        className="max-md:hidden"
        icon="link"
        label="Copy a link to exactly this list (Y)"
        onClick={onCopyLink}
      />
      <IconButton className="max-md:hidden" icon="download" label="Export: JSONL, CSV, OTLP JSON" onClick={onExport} />
      <IconButton
        className="max-md:hidden"
        icon="upload"
        label="Open a trace file: OTLP JSON or Jaeger JSON"
        onClick={() => router.push(traceFilePath(project.slug))}
      />
      <IconButton className="max-md:hidden" icon="refresh" label="Refresh (R)" onClick={onRefresh} />
      <Menu align="end" load={loadItems} trigger={<IconButton className="md:hidden" icon="dots" label="More" />}>
        {({ NarrowTools }) => <NarrowTools {...props} onChooseColumns={() => setChoosing(true)} />}
      </Menu>
      <Suspense>
        {isChoosing ? (
          <ColumnDrawer
            projectId={project.id}
            columns={columns}
            onColumns={onColumns}
            onClose={() => setChoosing(false)}
          />
        ) : null}
      </Suspense>
    </>
  );
}
