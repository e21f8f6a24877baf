"use client";

import type { TraceTextsResponse } from "@plumbline/public-api/routes/get-trace-texts";
import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Notice } from "@plumbline/ui/notice";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { callApi } from "~/lib/api-client";
import styles from "./session.module.css";

type Side = "input" | "output";

const names: Readonly<Record<Side, string>> = { input: "User", output: "Answer" };

/** What was asked and answered: previews, and the whole texts once they are unfolded. */
export function TurnTexts({
  projectId,
  trace,
  spanHref,
  isUnfolded,
  onToggle,
}: {
  readonly projectId: string;
  readonly trace: TraceItem;
  readonly spanHref: (spanId: string) => string;
  readonly isUnfolded: boolean;
  readonly onToggle: () => void;
}) {
  const path = `/v1/projects/${projectId}/traces/${trace.traceId}/texts`;
  const whole = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => callApi<TraceTextsResponse>(path, { signal }),
    enabled: isUnfolded,
    staleTime: 5 * 60_000,
  });
  if (trace.input === null && trace.output === null)
    return (
      <p className="pl-dim">{trace.isRunning ? "Running; nothing was said yet" : "No input or output recorded"}</p>
    );
  const texts = isUnfolded ? whole.data : undefined;
  return (
    <>
      {(["input", "output"] as const).map((side) => (
        <Said
          key={side}
          side={side}
          preview={trace[side]}
          whole={texts?.[side]}
          isRunning={trace.isRunning}
          isFailed={trace.status === "error"}
          spanHref={spanHref}
        />
      ))}
      {isUnfolded && whole.isError ? (
        <Notice tone="warn" title="The whole texts could not be read. The previews are kept.">
          {whole.error.message}
        </Notice>
      ) : null}
      <button type="button" className={styles.unfold} aria-expanded={isUnfolded} onClick={onToggle}>
        {!isUnfolded ? "Show whole texts" : whole.isPending ? "Loading…" : "Fold"}
      </button>
    </>
  );
}

function Said({
  side,
  preview,
  whole,
  isRunning,
  isFailed,
  spanHref,
}: {
  readonly side: Side;
  readonly preview: string | null;
  /** Undefined while it is folded or loads. */
  readonly whole: TraceTextsResponse[Side] | undefined;
  readonly isRunning: boolean;
  readonly isFailed: boolean;
  readonly spanHref: (spanId: string) => string;
}) {
  if (preview === null) {
    // A failed turn says below why there is no answer.
    if (side === "output" && isFailed) return null;
    return (
      <div className={styles.line}>
        <b>{names[side]}</b>
        <p className="pl-dim">{isRunning ? "not here yet" : "none recorded"}</p>
      </div>
    );
  }
  return (
    <div className={styles.line} data-side={side}>
      <b>{names[side]}</b>
      <div>
        <p className={whole === undefined ? styles.preview : styles.whole} dir="auto">
          {whole?.text ?? preview}
        </p>
        {whole?.isCut === true ? (
          <p className="pl-dim">
            Cut after {whole.text.length.toLocaleString("en")} characters.{" "}
            <Link href={spanHref(whole.spanId)} prefetch={false}>
              The span holds all of it
            </Link>
          </p>
        ) : null}
      </div>
    </div>
  );
}
