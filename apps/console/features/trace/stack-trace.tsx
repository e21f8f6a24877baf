"use client";

import { CopyButton } from "@plumbline/ui/copy-button";
import { Icon } from "@plumbline/ui/icon";
import { useState } from "react";
import { formatCount } from "~/lib/format";
import { FoldedText } from "./folded-text";
import styles from "./span-panel.module.css";

/** So many lines stay visible: where it was raised and who called it. */
const linesShown = 3;

/** A stack trace folded to the lines nearest to the error. */
export function StackTrace({ text }: { readonly text: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const lines = text.split("\n");
  const rest = lines.length - linesShown;
  return (
    <div className={styles.stack}>
      <div className={styles.stackHead}>
        <button
          type="button"
          className={styles.stackFold}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          disabled={rest <= 0}
        >
          <Icon name={isOpen ? "down" : "right"} size="tiny" />
          Stack trace
          <span className="pl-dim">{formatCount(lines.length)} lines</span>
        </button>
        <CopyButton text={text} label="Copy stack trace" />
      </div>
      {isOpen || rest <= 0 ? (
        <FoldedText text={text} isCode columns={20_000} />
      ) : (
        <FoldedText text={nearestLines(lines)} isCode />
      )}
    </div>
  );
}

/** Python writes the innermost call last, everybody else first. */
export function nearestLines(lines: readonly string[]): string {
  const isPython = lines.some((line) => line.startsWith("Traceback ") || /^\s*File ".*", line \d+/.test(line));
  const kept = lines.filter((line) => line.trim() !== "");
  return (isPython ? kept.slice(-linesShown) : kept.slice(0, linesShown)).join("\n");
}
