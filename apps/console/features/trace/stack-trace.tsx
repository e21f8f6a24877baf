"use client";

import type { ValuePath } from "@plumbline/public-api/cut-values";
import { Icon } from "@plumbline/ui/icon";
import { useState } from "react";
import { formatCount } from "~/lib/format";
import { CopyValueButton } from "./copy-whole";
import { FoldedText } from "./folded-text";
import styles from "./span-panel.module.css";
import { ValueText } from "./value-text";

/** So many lines stay visible: where it was raised and who called it. */
const linesShown = 3;

/** A stack trace folded to the lines nearest to the error. */
export function StackTrace({ text, at }: { readonly text: string; readonly at: ValuePath }) {
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
        <CopyValueButton text={text} at={at} label="Copy stack trace" />
      </div>
      {isOpen || rest <= 0 ? (
        <ValueText text={text} isCode columns={20_000} at={at} />
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
