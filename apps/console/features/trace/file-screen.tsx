"use client";

import { Chip } from "@plumbline/ui/chip";
import { EmptyState } from "@plumbline/ui/empty-state";
import { Icon } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { Select } from "@plumbline/ui/select";
import Link from "next/link";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { ChooseTraceFile } from "~/lib/choose-trace-file";
import { formatPlural } from "~/lib/format";
import { PageBar } from "~/lib/page-bar";
import { type DroppedFile, readTraceFile, traceFileBytesMax, watchTraceFile } from "~/lib/trace-file";
import { tracesPath } from "~/lib/trace-links";
import styles from "./file.module.css";
import { fileTraceSource } from "./file-source";
import type { FileReading, FileTrace } from "./file-traces";
import { TraceSkeleton } from "./trace-loading";
import { TraceReader } from "./trace-reader";

/** A file that was dropped or chosen, shown like a stored trace. It stays in this tab and is gone when the tab is. */
export function TraceFileScreen({ projectSlug }: { readonly projectSlug: string }) {
  const dropped = useSyncExternalStore(watchTraceFile, readTraceFile, () => undefined);
  const reading = useReading(dropped);
  const [chosen, setChosen] = useState<string>();
  const traces = reading?.ok === true ? reading.traces : [];
  const trace = traces.find(({ tree }) => tree.trace.traceId === chosen) ?? traces[0];
  return (
    <>
      <PageBar
        showFreshness={false}
        title={
          <nav className="flex min-w-0 items-center gap-1.5" aria-label="Breadcrumb">
            <Link className="text-ink-2" href={tracesPath(projectSlug)}>
              Traces
            </Link>
            <Icon name="right" size="tiny" className="pl-dim" />
            <h1 className="pl-title pl-cut">{dropped?.name ?? "A file"}</h1>
          </nav>
        }
        lead={
          dropped === undefined ? null : (
            <Chip tone="warn" title="The file lies in this tab's memory. It was not sent anywhere.">
              not stored
            </Chip>
          )
        }
        actions={
          <>
            {traces.length < 2 || trace === undefined ? null : (
              <Select
                aria-label="Trace of the file"
                value={trace.tree.trace.traceId}
                onValueChange={setChosen}
                options={traces.map(({ tree }) => ({
                  value: tree.trace.traceId,
                  label: tree.trace.name,
                  note: formatPlural(tree.trace.spanCount, "span"),
                }))}
              />
            )}
            <ChooseTraceFile>{dropped === undefined ? "Choose a file" : "Another file"}</ChooseTraceFile>
          </>
        }
      />
      {dropped === undefined ? (
        <NoFile />
      ) : reading === undefined ? (
        <TraceSkeleton />
      ) : reading.ok && trace !== undefined ? (
        <FileTraceReader key={`${dropped.key} ${trace.tree.trace.traceId}`} trace={trace} fileKey={dropped.key} />
      ) : (
        <div className={styles.problem}>
          <Notice tone="error" title={`${dropped.name} cannot be shown.`}>
            <span>{reading.ok ? "The file holds no trace." : reading.message} Nothing was stored.</span>
          </Notice>
        </div>
      )}
    </>
  );
}

function FileTraceReader({ trace, fileKey }: { readonly trace: FileTrace; readonly fileKey: string }) {
  const source = useMemo(() => fileTraceSource(trace, fileKey), [trace, fileKey]);
  return <TraceReader source={source} tree={trace.tree} />;
}

function NoFile() {
  return (
    <div className="page-body">
      <EmptyState title="Look at a trace without storing it" icon={<Icon name="upload" />}>
        <p>
          Drop a file here, or choose one: OTLP as JSON (also one request per line, as the Collector's file exporter
          writes), or the JSON that Jaeger downloads. It is read in this tab; nothing is sent or stored. When the page
          is loaded again, the file has to be chosen again.
        </p>
      </EmptyState>
    </div>
  );
}

/** Reads a file once; its reader comes only when there is a file. */
function useReading(dropped: DroppedFile | undefined): FileReading | undefined {
  const [result, setResult] = useState<{ readonly key: string; readonly reading: FileReading }>();
  useEffect(() => {
    if (dropped === undefined) return;
    let isCurrent = true;
    void readDropped(dropped).then((reading) => {
      if (isCurrent) setResult({ key: dropped.key, reading });
    });
    return () => {
      isCurrent = false;
    };
  }, [dropped]);
  return result?.key === dropped?.key ? result?.reading : undefined;
}

async function readDropped({ file }: DroppedFile): Promise<FileReading> {
  if (file.size > traceFileBytesMax)
    return {
      ok: false,
      message: `The file is larger than ${traceFileBytesMax / 1024 / 1024} MB, the most that is shown.`,
    };
  try {
    const [text, { readTraceFile: read }] = await Promise.all([file.text(), import("./file-traces")]);
    return read(text);
  } catch (error) {
    return { ok: false, message: `The file could not be read: ${error instanceof Error ? error.message : "unknown"}.` };
  }
}
