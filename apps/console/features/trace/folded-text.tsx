"use client";

import { useState } from "react";
import styles from "./span-panel.module.css";

const foldedChars = 480;
/** Text up to this length is shown whole: folding away two lines helps nobody. */
const wholeMax = 700;
/** One press shows at most this much more, so that ten megabytes of text do not stop the page. */
const stepChars = 50_000;

/** Where to cut: at the last blank before the limit when one is near, and never inside a surrogate pair. */
export function cutPosition(text: string, limit: number): number {
  if (text.length <= limit) return text.length;
  const blank = text.slice(0, limit).search(/\s\S*$/);
  const cut = blank > limit * 0.8 ? blank : limit;
  const code = text.charCodeAt(cut - 1);
  return code >= 0xd800 && code <= 0xdbff ? cut - 1 : cut;
}

/** Text as it came, inert, with its line breaks. Long text is folded with the length of the rest. */
export function FoldedText({ text, isCode = false }: { readonly text: string; readonly isCode?: boolean }) {
  const [shownChars, setShownChars] = useState(text.length <= wholeMax ? text.length : foldedChars);
  const cut = cutPosition(text, shownChars);
  const rest = text.length - cut;
  return (
    <span className={isCode ? styles.code : styles.text}>
      {text.slice(0, cut)}
      {rest === 0 ? null : (
        <button type="button" className={styles.fold} onClick={() => setShownChars(shownChars + stepChars)}>
          {cut === 0 ? "show" : "… and"} {rest.toLocaleString("en")} more characters
        </button>
      )}
      {shownChars > foldedChars && text.length > wholeMax ? (
        <button type="button" className={styles.fold} onClick={() => setShownChars(foldedChars)}>
          fold
        </button>
      ) : null}
    </span>
  );
}
