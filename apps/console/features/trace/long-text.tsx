"use client";

import { memo, useMemo } from "react";
import styles from "./span-panel.module.css";

/** Some two screens. The browser lays out only the blocks that are near the view. */
const blockChars = 8_000;

/** A text of megabytes, in blocks that cost nothing as long as nobody scrolls to them. */
export const LongText = memo(function LongText({ text, isCode }: { readonly text: string; readonly isCode: boolean }) {
  const blocks = useMemo(() => textBlocks(text), [text]);
  return (
    <div className={isCode ? styles.code : styles.text}>
      {blocks.map((block, place) => (
        <div key={place} className={styles.textBlock}>
          {block}
        </div>
      ))}
    </div>
  );
});

/**
 * The text in blocks, cut at a line break where there is one near the end, else at a blank, and never inside a character.
 * Put together they are the text, but for the line breaks between them.
 */
export function textBlocks(text: string): readonly string[] {
  const blocks: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = blockEnd(text, at);
    // The end of a block is a line break already.
    blocks.push(text[end - 1] === "\n" && end < text.length ? text.slice(at, end - 1) : text.slice(at, end));
    at = end;
  }
  return blocks;
}

function blockEnd(text: string, at: number): number {
  const limit = at + blockChars;
  if (limit >= text.length) return text.length;
  const block = text.slice(at, limit);
  for (const mark of ["\n", " "]) {
    const found = block.lastIndexOf(mark);
    if (found >= blockChars / 2) return at + found + 1;
  }
  const isLow = (text.charCodeAt(limit) & 0xfc00) === 0xdc00;
  return isLow ? limit - 1 : limit;
}
