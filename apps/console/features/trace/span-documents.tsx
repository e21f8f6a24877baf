"use client";

import { isJsonObject } from "@plumbline/base/json";
import type { ValuePath } from "@plumbline/public-api/cut-values";
import type { LlmDocument } from "@plumbline/span/llm-span";
import { Icon } from "@plumbline/ui/icon";
import { useState } from "react";
import { jsonText } from "./span-conversation";
import styles from "./span-panel.module.css";
import { ValueText } from "./value-text";
import { useWholeList, WholeListNotice } from "./whole-list";

/** Keys under which loaders keep a readable name, most telling first. */
const titleKeys = ["title", "file_name", "file.name", "filename", "name", "source", "url"] as const;

export function documentTitle(document: LlmDocument): string {
  const metadata = isJsonObject(document.metadata) ? document.metadata : {};
  for (const key of titleKeys) {
    const title = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    if (typeof title === "string" && title !== "") return title;
  }
  return document.id ?? "no id";
}

/**
 * Share of the score bar for each document. Scores between 0 and 1 are their own share; others (distances, logits) are
 * shown against the largest of the list, because their scale is unknown.
 */
export function scoreShares(documents: readonly LlmDocument[]): readonly (number | undefined)[] {
  const scores = documents.flatMap((document) => (document.score === undefined ? [] : [document.score]));
  const isShare = scores.every((score) => score >= 0 && score <= 1);
  const largest = Math.max(...scores.map(Math.abs), Number.MIN_VALUE);
  return documents.map(({ score }) => {
    if (score === undefined) return undefined;
    return isShare ? score : Math.abs(score) / largest;
  });
}

const documentsPath: ValuePath = ["content", "documents"];

export function Documents(props: { readonly documents: readonly LlmDocument[] }) {
  const list = useWholeList(documentsPath, props.documents);
  const documents = list.items;
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const shares = scoreShares(documents);
  const toggle = (rank: number) => {
    const next = new Set(open);
    if (!next.delete(rank)) next.add(rank);
    setOpen(next);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard.
    <ul className={styles.read} tabIndex={0} aria-label="Documents">
      {documents.map((document, place) => (
        <li key={document.rank}>
          <button
            type="button"
            className={styles.document}
            aria-expanded={open.has(document.rank)}
            onClick={() => toggle(document.rank)}
          >
            <Icon name={open.has(document.rank) ? "down" : "right"} size="tiny" className="pl-dim" />
            <b>{document.rank}</b>
            <span className="pl-cut" title={document.id}>
              {documentTitle(document)}
            </span>
            <span className={`${styles.documentText} pl-cut pl-dim`}>
              {open.has(document.rank) ? null : (document.content?.slice(0, 200) ?? "no content")}
            </span>
            <ScoreBar score={document.score} share={shares[place]} />
          </button>
          {open.has(document.rank) ? <OpenDocument document={document} at={[...documentsPath, place]} /> : null}
        </li>
      ))}
      <WholeListNotice list={list} noun="documents" />
    </ul>
  );
}

function OpenDocument({ document, at }: { readonly document: LlmDocument; readonly at: ValuePath }) {
  return (
    <div className={styles.documentOpen}>
      {document.content === undefined ? (
        <span className="pl-dim">The span carries no content for this document.</span>
      ) : (
        <ValueText text={document.content} at={[...at, "content"]} />
      )}
      <dl className={styles.pairs}>
        {document.id === undefined ? null : <Pair name="id" value={document.id} at={[...at, "id"]} />}
        {isJsonObject(document.metadata)
          ? Object.entries(document.metadata).map(([key, value]) => (
              <Pair key={key} name={key} value={jsonText(value)} at={[...at, "metadata", key]} />
            ))
          : document.metadata !== undefined && (
              <Pair name="metadata" value={jsonText(document.metadata)} at={[...at, "metadata"]} />
            )}
      </dl>
    </div>
  );
}

function Pair({ name, value, at }: { readonly name: string; readonly value: string; readonly at: ValuePath }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <ValueText text={value} isCode at={at} />
      </dd>
    </>
  );
}

function ScoreBar({ score, share }: { readonly score: number | undefined; readonly share: number | undefined }) {
  if (score === undefined || share === undefined)
    return <span className={`${styles.documentScore} pl-dim`}>no score</span>;
  return (
    <span className={styles.documentScore} title={`Score ${score}`}>
      <svg aria-hidden="true">
        <rect className={styles.scoreTrack} width="100%" height="4" rx="1" />
        <rect className={styles.scoreFill} width={`${share * 100}%`} height="4" rx="1" />
      </svg>
      {Number.isInteger(score) ? score : score.toPrecision(Math.abs(score) >= 1 ? 4 : 2)}
    </span>
  );
}
