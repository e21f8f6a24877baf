"use client";

import { Button } from "@plumbline/ui/button";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { Notice } from "@plumbline/ui/notice";
import { Skeleton } from "@plumbline/ui/skeleton";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { memo, type ReactNode, useEffect, useRef } from "react";
import { formatCount, formatDuration, formatPlural } from "~/lib/format";
import { errorText } from "./error-text";
import { FoldedText } from "./folded-text";
import { RichText } from "./rich-text";
import { jsonText, Message } from "./span-conversation";
import { spanSign } from "./span-tag";
import type { TraceModel } from "./trace-model";
import type { ViewProps } from "./trace-view";
import styles from "./transcript.module.css";
import { type TranscriptEntry, useTranscript } from "./use-transcript";

/** Columns of tool arguments and results that stay visible. */
const codeColumns = 400;

/** The whole trace as a conversation. What a model is sent again and again is shown once. */
export default function TranscriptView({ source, model, selected, onSelect }: ViewProps) {
  const { query, entries, total } = useTranscript(source, model);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = end.current;
    if (element === null || !hasNextPage || isFetchingNextPage) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) void fetchNextPage();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (query.isPending) return <Waiting />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard.
    <section className={styles.scroll} tabIndex={0} aria-label="Transcript">
      <ol>
        {entries.map((entry) => (
          <Turn
            key={entry.text.spanId}
            entry={entry}
            model={model}
            isSelected={entry.index === selected}
            onSelect={onSelect}
          />
        ))}
      </ol>
      {query.isError ? (
        <div className={styles.end}>
          <Notice tone="error" title="The rest of the conversation could not be read.">
            <span>{query.error.message} What is shown is kept.</span>
            <Button size="small" onClick={() => void query.refetch()}>
              Read it again
            </Button>
          </Notice>
        </div>
      ) : (
        <div className={styles.end} ref={end}>
          {hasNextPage ? (
            <Button size="small" onClick={() => void fetchNextPage()} aria-busy={isFetchingNextPage}>
              Read on
            </Button>
          ) : null}
          <span className="pl-dim" role="status">
            {formatCount(entries.length)} of {formatPlural(total, "span")} that speak
          </span>
        </div>
      )}
    </section>
  );
}

function Waiting() {
  return (
    <div className={styles.waiting} role="status" aria-busy="true" aria-label="The conversation is loading">
      {[260, 380, 320, 400].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}

const Turn = memo(function Turn(props: {
  readonly entry: TranscriptEntry;
  readonly model: TraceModel;
  readonly isSelected: boolean;
  readonly onSelect: (index: number) => void;
}) {
  const { entry, model, isSelected, onSelect } = props;
  const span = model.spans[entry.index];
  if (span === undefined) return null;
  const sign = spanSign(model, entry.index);
  const depth = Math.min(model.shape.depth[entry.index] ?? 0, 6);
  return (
    <li className={styles.turn} data-selected={isSelected ? "" : undefined} data-depth={depth}>
      <button
        type="button"
        className={styles.head}
        aria-current={isSelected ? "true" : undefined}
        onClick={() => onSelect(entry.index)}
      >
        <KindIcon kind={span.kind} />
        <b className="pl-cut">{span.name}</b>
        {span.model === null ? null : <span className="pl-cut">{span.model}</span>}
        {sign === undefined ? null : <StatusIcon status={sign} size="small" />}
        <span className={styles.time}>
          {span.durationUs === null ? "running" : formatDuration(span.durationUs / 1000)}
        </span>
      </button>
      <TurnText entry={entry} kind={span.kind} />
      {span.status === "error" ? <p className={styles.error}>{errorText(span.errorType, span.errorMessage)}</p> : null}
    </li>
  );
});

function TurnText({ entry, kind }: { readonly entry: TranscriptEntry; readonly kind: string }): ReactNode {
  const { turn, text } = entry;
  const { content } = text;
  const { toolCall, documents } = content;
  return (
    <>
      {turn.repeated === 0 ? null : (
        <p className={styles.repeated}>{formatPlural(turn.repeated, "message")} as before</p>
      )}
      <ol>
        {turn.messages.map((message, place) => (
          <Message key={place} message={message} isAnswer={false} />
        ))}
        {turn.answers.map((message, place) => (
          <Message key={place} message={message} isAnswer />
        ))}
      </ol>
      {toolCall !== undefined ? (
        <>
          <Line label="Called with" text={jsonText(toolCall.arguments ?? turn.input ?? "")} isCode />
          <Line label="Returned" text={jsonText(toolCall.result ?? turn.output ?? "")} isCode />
        </>
      ) : (
        <>
          <Line label={kind === "TOOL" ? "Called with" : "Input"} text={turn.input} isCode={kind === "TOOL"} />
          {documents.length > 0 ? (
            <Line
              label="Found"
              text={`${formatPlural(documents.length, "document")}: ${documents
                .map(({ id, content: body }) => id ?? body?.slice(0, 60) ?? "no id")
                .join(", ")}`}
            />
          ) : (
            <Line label={kind === "TOOL" ? "Returned" : "Output"} text={turn.output} isCode={kind === "TOOL"} />
          )}
        </>
      )}
    </>
  );
}

function Line(props: { readonly label: string; readonly text: string | undefined; readonly isCode?: boolean }) {
  const { label, text, isCode = false } = props;
  if (text === undefined || text === "") return null;
  return (
    <div className={styles.line}>
      <span className={styles.role}>{label}</span>
      <div>{isCode ? <FoldedText text={text} isCode columns={codeColumns} /> : <RichText text={text} />}</div>
    </div>
  );
}
