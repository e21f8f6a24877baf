"use client";

import { Button } from "@plumbline/ui/button";
import { Drawer } from "@plumbline/ui/drawer";
import { Notice } from "@plumbline/ui/notice";
import { useEffect, useRef, useState } from "react";
import { formatBytes, formatCount, formatPlural } from "~/lib/format";
import type { TimeWindow } from "~/lib/time-range";
import { type ExportFormat, exportFormats } from "./export-formats";
import { type ExportedFile, type ExportProgress, type ExportRequest, saveFile, streamExport } from "./stream-export";

/** Which traces are written. */
export interface ExportScope {
  readonly q: string;
  readonly window: TimeWindow;
  /** How many match, as far as is known. */
  readonly about: number | undefined;
  /** These only; undefined: everything that matches. */
  readonly traceIds: readonly string[] | undefined;
  /** Shown columns; paths among them become columns of the file. */
  readonly columns: readonly string[];
}

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly progress: ExportProgress }
  | { readonly kind: "done"; readonly file: ExportedFile; readonly name: string }
  | { readonly kind: "failed"; readonly message: string };

/** Chooses a format, shows how far the file is, and stops it. */
export function ExportDrawer({
  projectId,
  scope,
  onClose,
}: {
  readonly projectId: string;
  readonly scope: ExportScope;
  readonly onClose: () => void;
}) {
  const [format, setFormat] = useState<ExportFormat>("jsonl");
  const [state, setState] = useState<State>({ kind: "idle" });
  const stopper = useRef<AbortController>(undefined);
  useEffect(() => () => stopper.current?.abort(), []);
  const count = scope.traceIds?.length ?? scope.about;
  const start = async () => {
    const controller = new AbortController();
    stopper.current = controller;
    setState({ kind: "running", progress: { traces: 0, bytes: 0 } });
    try {
      const file = await streamExport(exportRequest(projectId, scope, format), format, controller.signal, (progress) =>
        setState({ kind: "running", progress }),
      );
      const name = fileName(format, file.isWhole);
      setState({ kind: "done", file, name });
      if (file.isWhole) saveFile(file.blob, name);
    } catch (thrown) {
      if (controller.signal.aborted) setState({ kind: "idle" });
      else setState({ kind: "failed", message: thrown instanceof Error ? thrown.message : "The export failed." });
    }
  };
  return (
    <Drawer
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={count === undefined ? "Export traces" : `Export ${formatPlural(count, "trace")}`}
      footer={
        state.kind === "running" ? (
          <Button onClick={() => stopper.current?.abort()}>Cancel the export</Button>
        ) : (
          <>
            <Button onClick={onClose}>Close</Button>
            <Button look="primary" onClick={() => void start()}>
              Export {exportFormats[format].label}
            </Button>
          </>
        )
      }
    >
      <fieldset className="export-formats" disabled={state.kind === "running"}>
        <legend className="pl-label">Format</legend>
        {(Object.keys(exportFormats) as ExportFormat[]).map((each) => (
          <label key={each}>
            <input type="radio" name="format" checked={format === each} onChange={() => setFormat(each)} />
            <span>
              <b>{exportFormats[each].label}</b>
              <span>{exportFormats[each].hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="export-scope pl-dim">
        {scope.traceIds === undefined
          ? `Everything that matches the query in the time range${scope.q === "" ? "" : `: ${scope.q}`}.`
          : "The traces that are ticked."}
      </p>
      <div className="export-state" role="status">
        <ExportState state={state} about={count} ticked={scope.traceIds?.length} />
      </div>
    </Drawer>
  );
}

function ExportState({
  state,
  about,
  ticked,
}: {
  readonly state: State;
  readonly about: number | undefined;
  /** How many traces were named by id. */
  readonly ticked: number | undefined;
}) {
  switch (state.kind) {
    case "idle":
      return null;
    case "running": {
      const { traces, bytes } = state.progress;
      return (
        <>
          <progress
            {...(about === undefined ? {} : { max: Math.max(about, traces), value: traces })}
            aria-label="Traces written"
          />
          <span>
            {formatCount(traces)}
            {about === undefined ? "" : ` of about ${formatCount(about)}`} traces, {formatBytes(bytes)}
          </span>
        </>
      );
    }
    case "failed":
      return (
        <Notice tone="error" title="Nothing was exported">
          {state.message}
        </Notice>
      );
    case "done": {
      const { file, name } = state;
      const { traces, bytes } = file.progress;
      if (file.isWhole)
        return (
          <span>
            {formatPlural(traces, "trace")}, {formatBytes(bytes)}, in {name}.
            {ticked !== undefined && traces < ticked
              ? ` ${formatPlural(ticked - traces, "ticked trace")} had been deleted or had left the time range.`
              : null}
          </span>
        );
      return (
        <Notice tone="warn" title="The file was cut off">
          <p>
            {formatPlural(traces, "trace")} came before the connection ended; the last line that marks a whole file is
            missing. Export again, or keep what there is.
          </p>
          <Button size="small" onClick={() => saveFile(file.blob, name)}>
            Keep the part as {name}
          </Button>
        </Notice>
      );
    }
  }
}

/** What is asked for. Ticked traces are named in a body, because an address could not hold many. */
export function exportRequest(projectId: string, scope: ExportScope, format: ExportFormat): ExportRequest {
  const columns = scope.columns.filter((id) => /^(?:attributes|resource)[.[]/.test(id));
  const isWithColumns = columns.length > 0 && format !== "otlp-json";
  const search = new URLSearchParams({
    from: new Date(scope.window.fromMs).toISOString(),
    to: new Date(scope.window.toMs).toISOString(),
  });
  const path = `/v1/projects/${projectId}/traces/export`;
  if (scope.traceIds !== undefined) {
    const body = { format, traceIds: scope.traceIds, ...(isWithColumns ? { columns } : {}) };
    return { path: `${path}?${search}`, body };
  }
  search.set("format", format);
  if (scope.q !== "") search.set("q", scope.q);
  if (isWithColumns) search.set("columns", columns.join(","));
  return { path: `${path}?${search}` };
}

function fileName(format: ExportFormat, isWhole: boolean): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return `plumbline-traces-${time}${isWhole ? "" : ".partial"}.${exportFormats[format].fileType}`;
}
