"use client";

import type { ValuePath } from "@plumbline/public-api/cut-values";
import { Segmented } from "@plumbline/ui/segmented";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { FoldedText } from "./folded-text";
import { ValueText } from "./value-text";

const Markdown = lazy(() => import("./markdown-text"));

/** Beyond this, laying out Markdown stops the page; the text is then shown as it came. */
const markdownCharsMax = 60_000;

export type TextFormat = "text" | "markdown";

const storageKey = "plumbline-text-format";
const listeners = new Set<() => void>();

/** How texts are shown, remembered by the browser for all spans: whoever wants Markdown wants it everywhere. */
export function useTextFormat(): readonly [TextFormat, (format: TextFormat) => void] {
  const format = useSyncExternalStore<TextFormat>(watchFormat, readFormat, () => "text");
  return [format, writeFormat];
}

function watchFormat(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function readFormat(): TextFormat {
  return window.localStorage.getItem(storageKey) === "markdown" ? "markdown" : "text";
}

function writeFormat(format: TextFormat): void {
  window.localStorage.setItem(storageKey, format);
  for (const listener of listeners) listener();
}

export function TextFormatSwitch({ label }: { readonly label: string }) {
  const [format, setFormat] = useTextFormat();
  return (
    <Segmented
      size="small"
      label={label}
      value={format}
      onValueChange={setFormat}
      options={[
        { value: "markdown", label: "Markdown" },
        { value: "text", label: "Text" },
      ]}
    />
  );
}

/** Text as the reader wants it: as it came, or as Markdown. */
export function RichText(props: {
  readonly text: string;
  readonly columns?: number | undefined;
  readonly at?: ValuePath | undefined;
}) {
  const { text, columns, at } = props;
  const [format] = useTextFormat();
  const isMarkdown = format !== "text" && text.length <= markdownCharsMax;
  const plain = columns === undefined ? <FoldedText text={text} /> : <FoldedText text={text} columns={columns} />;
  return (
    <ValueText text={text} columns={columns} at={at}>
      {isMarkdown ? <MarkdownOr text={text}>{plain}</MarkdownOr> : undefined}
    </ValueText>
  );
}

/** Markdown; while its reader loads, and for very long texts, what is given instead. */
export function MarkdownOr(props: { readonly text: string; readonly children: React.ReactNode }) {
  if (props.text.length > markdownCharsMax) return props.children;
  return (
    <Suspense fallback={props.children}>
      <Markdown text={props.text} />
    </Suspense>
  );
}
