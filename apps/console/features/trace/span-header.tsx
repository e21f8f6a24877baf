"use client";

import { Chip } from "@plumbline/ui/chip";
import { CopyButton } from "@plumbline/ui/copy-button";
import { IconButton } from "@plumbline/ui/icon-button";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { formatDuration } from "~/lib/format";
import { selfTimeOf } from "./self-time-of";
import { factorText, slowFactor, type UsualDurations, usualOf } from "./slower-than-usual";
import styles from "./span-panel.module.css";
import { spanSign } from "./span-tag";
import type { TraceModel } from "./trace-model";
import type { SpanDetail } from "./trace-source";

/** Name, kind and the figures of a span. Everything but cached tokens is known before its content arrives. */
export function SpanHeader(props: {
  readonly model: TraceModel;
  readonly usual: UsualDurations;
  readonly index: number;
  readonly detail: SpanDetail | undefined;
  readonly onClose: () => void;
}) {
  const { model, usual, index, detail, onClose } = props;
  const span = model.spans[index];
  if (span === undefined) return null;
  const sign = spanSign(model, index);
  return (
    <header className={styles.head}>
      <div className={styles.headRow}>
        <KindIcon kind={span.kind} size="normal" />
        <h2 className="pl-cut" title={span.name}>
          {span.name}
        </h2>
        <Chip>{span.kind === "UNKNOWN" ? "other" : span.kind}</Chip>
        {sign === undefined ? null : <StatusIcon status={sign} />}
        <div className={styles.headEnd}>
          <CopyButton text={linkToSpan(span.spanId)} label="Copy link to this span" />
          <IconButton icon="close" label="Close (Esc)" look="bare" onClick={onClose} />
        </div>
      </div>
      <div className={styles.sub}>
        {span.model === null ? null : <span>{span.model}</span>}
        <DurationFact model={model} usual={usual} index={index} />
        {span.ttftMs === null ? null : <span>first token {formatDuration(span.ttftMs)}</span>}
        <TokenLine input={span.inputTokens} output={span.outputTokens} cached={detail?.facts.cacheReadTokens} />
        {span.service === model.spans[0]?.service ? null : <span className="pl-dim">{span.service}</span>}
        {span.errorType === null ? null : <span className="pl-dim">{span.errorType}</span>}
      </div>
    </header>
  );
}

/** How long it took, how much of that was its own doing, and what is usual. */
function DurationFact(props: { readonly model: TraceModel; readonly usual: UsualDurations; readonly index: number }) {
  const { model, usual, index } = props;
  const span = model.spans[index];
  if (span === undefined) return null;
  if (span.durationUs === null) return <span>not ended</span>;
  const p95Ms = usualOf(usual, span)?.p95Ms ?? null;
  const factor = slowFactor(usual, span);
  const selfUs = selfTimeOf(model, index);
  return (
    <>
      <span>
        {formatDuration(span.durationUs / 1000)}{" "}
        {p95Ms === null ? null : <span className="pl-dim">usual p95 {formatDuration(p95Ms)}</span>}{" "}
        {factor === undefined ? null : <span className={styles.slow}>{factorText(factor)}</span>}
      </span>
      {selfUs === undefined ? null : (
        <span title="Time in which no child ran">self {formatDuration(selfUs / 1000)}</span>
      )}
    </>
  );
}

function TokenLine(props: {
  readonly input: number | null;
  readonly output: number | null;
  readonly cached: number | undefined;
}) {
  const { input, output, cached } = props;
  if (input === null && output === null) return null;
  const count = (tokens: number | null) => (tokens === null ? "not reported" : tokens.toLocaleString("en"));
  return (
    <span>
      {count(input)} in{" "}
      {cached === undefined ? null : <span className="pl-dim">{cached.toLocaleString("en")} cached</span>},{" "}
      {count(output)} out
    </span>
  );
}

function linkToSpan(spanId: string): string {
  const url = new URL(window.location.href);
  url.hash = "";
  url.searchParams.set("span", spanId);
  return url.href;
}
