"use client";

import type { ValuePath } from "@plumbline/public-api/cut-values";
import { Notice } from "@plumbline/ui/notice";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { formatBytes } from "~/lib/format";
import { CopyWholeButton } from "./copy-whole";
import { type CutAt, useCutAt } from "./cut-values";
import { FoldedText } from "./folded-text";
import { LongText } from "./long-text";
import styles from "./span-panel.module.css";

/** One press on "more" reads so much: a few hundred screens. */
const moreChars = 1_000_000;

export interface ValueTextProps {
  readonly text: string;
  /** Where the value stands in the span's answer; left out for what never is cut. */
  readonly at?: ValuePath | undefined;
  readonly isCode?: boolean;
  readonly columns?: number | undefined;
  /** Shown instead of the folded text, as long as no more of the value was asked for. */
  readonly children?: ReactNode;
}

/** A value of a span as text. One that came in part says so, and the rest is a press away. */
export function ValueText({ at, ...props }: ValueTextProps) {
  const cut = useCutAt(at);
  return cut === undefined ? <Beginning {...props} /> : <CutText {...props} cut={cut} />;
}

function Beginning({ text, isCode, columns, children }: Omit<ValueTextProps, "at">) {
  if (children !== undefined) return children;
  return (
    <FoldedText
      text={text}
      {...(isCode === undefined ? {} : { isCode })}
      {...(columns === undefined ? {} : { columns })}
    />
  );
}

function CutText(props: Omit<ValueTextProps, "at"> & { readonly cut: CutAt }) {
  const { cut, text, isCode } = props;
  const { read, isReading, problem, readMore, readAll } = useMore(cut, text);
  const size = cut.text === undefined ? undefined : formatBytes(cut.text.bytes);
  const isWhole = read !== undefined && (cut.text === undefined || read.length >= cut.text.chars);
  return (
    <div className={styles.cut}>
      <div className={styles.cutBar}>
        <span role="status">
          {isWhole
            ? `${size ?? formatBytes(read.length)}, all of it`
            : size === undefined
              ? "Long values in it are cut"
              : `${size}, first ${formatBytes(bytesOf(read ?? text))} shown`}
        </span>
        {isWhole ? null : (
          <>
            {cut.text === undefined || cut.text.chars - (read ?? text).length <= moreChars ? null : (
              <button type="button" className={styles.fold} disabled={isReading} onClick={readMore}>
                Load more
              </button>
            )}
            <button type="button" className={styles.fold} disabled={isReading} onClick={readAll}>
              {isReading ? "Reading…" : "Show all"}
            </button>
          </>
        )}
        <a className={styles.fold} href={cut.values.href(cut.path)} download>
          Download
        </a>
        <CopyWholeButton cut={cut} />
      </div>
      {problem === undefined ? null : (
        <Notice tone="error" title="The rest could not be read.">
          {problem}
        </Notice>
      )}
      {read === undefined ? <Beginning {...props} /> : <LongText text={read} isCode={isCode === true} />}
    </div>
  );
}

/** Of a text that may have characters of several bytes: counted once per reading, natively. */
function bytesOf(text: string): number {
  return new Blob([text]).size;
}

function useMore(cut: CutAt, beginning: string) {
  const [read, setRead] = useState<string>();
  const [isReading, setIsReading] = useState(false);
  const [problem, setProblem] = useState<string>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const add = async (toChar: number | undefined) => {
    const known = cut.text === undefined ? "" : (read ?? beginning);
    abort.current = new AbortController();
    const { signal } = abort.current;
    setIsReading(true);
    setProblem(undefined);
    try {
      const range = { fromChar: known.length, ...(toChar === undefined ? {} : { toChar }) };
      const part = await cut.values.load(cut.path, range, signal);
      setRead(known + part);
    } catch (error) {
      if (!signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setIsReading(false);
    }
  };
  return {
    read,
    isReading,
    problem,
    readMore: () => void add((read ?? beginning).length + moreChars),
    readAll: () => void add(undefined),
  };
}
