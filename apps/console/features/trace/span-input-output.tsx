"use client";

import type { LlmContent } from "@plumbline/span/llm-span";
import { Segmented } from "@plumbline/ui/segmented";
import { useMemo, useState } from "react";
import { CopyValueButton } from "./copy-whole";
import { FoldedText } from "./folded-text";
import { jsonInText } from "./json-rows";
import { MarkdownOr, useTextFormat } from "./rich-text";
import styles from "./span-panel.module.css";
import type { HideablePart } from "./trace-source";
import { ValueText } from "./value-text";

/** Longer JSON is shown as it came: indenting megabytes would stop the page. The JSON tab opens it entry by entry. */
const prettyMax = 400_000;

/** JSON text with indentation; any other text unchanged. */
export function prettyText(text: string): { readonly text: string; readonly isJson: boolean } {
  if (text.length > prettyMax) return { text, isJson: false };
  const value = jsonInText(text);
  return value === undefined ? { text, isJson: false } : { text: JSON.stringify(value, null, 2), isJson: true };
}

export function InputOutput(props: { readonly content: LlmContent; readonly hiddenParts: readonly HideablePart[] }) {
  const { content, hiddenParts } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard.
    <section className={styles.read} tabIndex={0} aria-label="Input and output">
      {hiddenParts.includes("inputs") ? null : <Side key={content.input?.text} name="Input" side={content.input} />}
      {hiddenParts.includes("outputs") ? null : <Side key={content.output?.text} name="Output" side={content.output} />}
    </section>
  );
}

type Format = "json" | "markdown" | "text";

const formatNames: Readonly<Record<Format, string>> = { json: "JSON", markdown: "Markdown", text: "Text" };

function Side(props: {
  readonly name: string;
  readonly side: { readonly text: string; readonly source: string } | undefined;
}) {
  const { name, side } = props;
  const pretty = useMemo(() => prettyText(side?.text ?? ""), [side]);
  const [textFormat, setTextFormat] = useTextFormat();
  // JSON is shown as JSON until the reader says otherwise of this very text.
  const [isJsonLeft, setIsJsonLeft] = useState(false);
  if (side === undefined)
    return (
      <section aria-label={name}>
        <h3 className={styles.section}>{name}</h3>
        <p className={styles.blank}>This span reports no {name.toLowerCase()}.</p>
      </section>
    );
  const format: Format = pretty.isJson && !isJsonLeft ? "json" : textFormat;
  const formats: readonly Format[] = pretty.isJson ? ["json", "markdown", "text"] : ["markdown", "text"];
  const choose = (next: Format) => {
    setIsJsonLeft(next !== "json");
    if (next !== "json") setTextFormat(next);
  };
  const plain = <FoldedText text={side.text} />;
  const at = ["content", name.toLowerCase(), "text"];
  return (
    <section aria-label={name}>
      <h3 className={styles.section}>
        {name}
        <span className="pl-mono">{side.source}</span>
        <span className={styles.sectionEnd}>
          <Segmented
            size="small"
            label={`Format of the ${name.toLowerCase()}`}
            value={format}
            onValueChange={choose}
            options={formats.map((value) => ({ value, label: formatNames[value] }))}
          />
          <CopyValueButton text={side.text} at={at} label={`Copy ${name.toLowerCase()}`} />
        </span>
      </h3>
      <div className={styles.block}>
        <ValueText text={side.text} at={at}>
          {format === "json" ? (
            <FoldedText text={pretty.text} isCode />
          ) : format === "markdown" ? (
            <MarkdownOr text={side.text}>{plain}</MarkdownOr>
          ) : (
            plain
          )}
        </ValueText>
      </div>
    </section>
  );
}
