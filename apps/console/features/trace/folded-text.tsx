"use client";

import { useState } from "react";
import styles from "./span-panel.module.css";

/** Columns of text that stay visible; a Chinese character fills two. Code has many short lines. */
const foldedColumns = { text: 480, code: 1_600 };
/** Folding away less than this share helps nobody: such text is shown whole. */
const wholeFactor = 1.5;
/** One press shows at most this much more, so that ten megabytes of text do not stop the page. */
const stepChars = 50_000;

/** Where to cut for a width in columns: at the last blank before it when one is near, never inside a surrogate pair. */
export function cutPosition(text: string, columns: number): number {
  let used = 0;
  let cut = 0;
  while (cut < text.length && used < columns) {
    used += text.charCodeAt(cut) >= 0x2e80 ? 2 : 1;
    cut += 1;
  }
  if (cut === text.length) return cut;
  const blank = text.slice(0, cut).search(/\s\S*$/);
  if (blank > cut * 0.8) return blank;
  const code = text.charCodeAt(cut - 1);
  return code >= 0xd800 && code <= 0xdbff ? cut - 1 : cut;
}

/** Text as it came, inert, with its line breaks. Long text is folded with the length of the rest. */
export function FoldedText(props: {
  readonly text: string;
  readonly isCode?: boolean;
  /** Columns that stay visible when folded. */
  readonly columns?: number;
}) {
  const { text, isCode = false } = props;
  const columns = props.columns ?? (isCode ? foldedColumns.code : foldedColumns.text);
  const foldedCut = cutPosition(text, columns * wholeFactor) === text.length ? text.length : cutPosition(text, columns);
  const [moreChars, setMoreChars] = useState(0);
  const cut = Math.min(text.length, foldedCut + moreChars);
  const rest = text.length - cut;
  return (
    <span className={isCode ? styles.code : styles.text}>
      {text.slice(0, cut)}
      {rest === 0 ? null : (
        <button type="button" className={styles.fold} onClick={() => setMoreChars(moreChars + stepChars)}>
          … and {rest.toLocaleString("en")} more characters
        </button>
      )}
      {moreChars === 0 ? null : (
        <button type="button" className={styles.fold} onClick={() => setMoreChars(0)}>
          fold
        </button>
      )}
    </span>
  );
}
