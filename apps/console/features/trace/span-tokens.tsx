"use client";

import type { LlmContent, LlmFacts } from "@plumbline/span/llm-span";
import type { ReactNode } from "react";
import { formatDuration } from "~/lib/format";
import { jsonText } from "./span-conversation";
import { CostArithmetic } from "./span-cost";
import styles from "./span-panel.module.css";
import type { SpanCost } from "./trace-source";
import { ValueText } from "./value-text";

/** Tokens apart: cache is a part of the input, reasoning of the output. What was not reported says so and is never 0. */
export function Tokens(props: {
  readonly facts: LlmFacts;
  readonly content: LlmContent;
  readonly cost: SpanCost | null | undefined;
  readonly durationMs: number | null;
}) {
  const { facts, content, cost, durationMs } = props;
  const parameters = Object.entries(content.parameters);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard.
    <section className={styles.read} tabIndex={0} aria-label="Tokens and cost">
      <h3 className={styles.section}>Tokens</h3>
      <dl className={`${styles.pairs} ${styles.block}`}>
        <Pair name="Input">{count(facts.inputTokens)}</Pair>
        {facts.cacheReadTokens === undefined ? null : (
          <Pair name="of it read from cache">{count(facts.cacheReadTokens)}</Pair>
        )}
        {facts.cacheWriteTokens === undefined ? null : (
          <Pair name="of it written to cache">{count(facts.cacheWriteTokens)}</Pair>
        )}
        <Pair name="Output">{count(facts.outputTokens)}</Pair>
        {facts.reasoningTokens === undefined ? null : (
          <Pair name="of it reasoning">{count(facts.reasoningTokens)}</Pair>
        )}
        <Pair name="Speed">{speedText(facts, durationMs)}</Pair>
        <Pair name="First token">
          {facts.ttftMs === undefined ? "not reported" : `after ${formatDuration(facts.ttftMs)}`}
        </Pair>
      </dl>
      <CostArithmetic cost={cost} />
      <h3 className={styles.section}>Model</h3>
      <dl className={`${styles.pairs} ${styles.block}`}>
        <Pair name="Requested">{facts.requestModel ?? "not reported"}</Pair>
        <Pair name="Answered">{facts.responseModel ?? "not reported"}</Pair>
        <Pair name="Provider">{facts.provider ?? "not reported"}</Pair>
        {facts.responseId === undefined ? null : <Pair name="Response id">{facts.responseId}</Pair>}
        {parameters.map(([name, value]) => (
          <Pair key={name} name={name}>
            <ValueText text={jsonText(value)} isCode at={["content", "parameters", name]} />
          </Pair>
        ))}
      </dl>
      {content.toolDefinitions.length === 0 ? null : (
        <>
          <h3 className={styles.section}>
            Tools offered<span>{content.toolDefinitions.length}</span>
          </h3>
          {content.toolDefinitions.map((tool, place) => (
            <div key={place} className={styles.block}>
              <ValueText text={JSON.stringify(tool, null, 2) ?? ""} isCode at={["content", "toolDefinitions", place]} />
            </div>
          ))}
        </>
      )}
    </section>
  );
}

function count(tokens: number | undefined): string {
  return tokens === undefined ? "not reported" : tokens.toLocaleString("en");
}

/** Output tokens over the time in which they were written; without a first-token time, over the whole span. */
export function speedText(facts: Pick<LlmFacts, "outputTokens" | "ttftMs">, durationMs: number | null): string {
  if (facts.outputTokens === undefined || durationMs === null) return "not reported";
  const writingMs = durationMs - (facts.ttftMs ?? 0);
  if (writingMs <= 0) return "not reported";
  return `${(facts.outputTokens / (writingMs / 1000)).toFixed(1)} tokens/s`;
}

function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
