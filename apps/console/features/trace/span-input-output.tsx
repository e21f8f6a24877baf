"use client";

import type { LlmContent } from "@plumbline/span/llm-span";
import { CopyButton } from "@plumbline/ui/copy-button";
import { FoldedText } from "./folded-text";
import { jsonInText } from "./json-rows";
import styles from "./span-panel.module.css";
import type { HideablePart } from "./trace-source";

/** Longer JSON is shown as it came: indenting megabytes would stop the page. */
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
    <div className={styles.read}>
      {hiddenParts.includes("inputs") ? null : <Side name="Input" side={content.input} />}
      {hiddenParts.includes("outputs") ? null : <Side name="Output" side={content.output} />}
    </div>
  );
}

function Side(props: {
  readonly name: string;
  readonly side: { readonly text: string; readonly source: string } | undefined;
}) {
  const { name, side } = props;
  if (side === undefined)
    return (
      <section aria-label={name}>
        <h3 className={styles.section}>{name}</h3>
        <p className={styles.blank}>This span reports no {name.toLowerCase()}.</p>
      </section>
    );
  const pretty = prettyText(side.text);
  return (
    <section aria-label={name}>
      <h3 className={styles.section}>
        {name}
        <span className="pl-mono">{side.source}</span>
        <CopyButton text={side.text} label={`Copy ${name.toLowerCase()}`} />
      </h3>
      <div className={styles.block}>
        <FoldedText key={side.text} text={pretty.text} isCode={pretty.isJson} />
      </div>
    </section>
  );
}
