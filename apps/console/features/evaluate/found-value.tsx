import type { FieldResult } from "@plumbline/span/extraction/types";
import { Button } from "@plumbline/ui/button";
import { Chip } from "@plumbline/ui/chip";
import styles from "./evaluate.module.css";

const excerptChars = 240;

const missTitles: Readonly<Record<string, string>> = {
  span_missing: "span missing",
  path_missing: "path missing",
  empty: "empty",
  not_json: "not JSON",
  many_matches: "many matches",
  path_invalid: "path not valid",
};

/** What the rules of one field find in this trace, in the words that the evaluation itself would use. */
export function FoundValue({
  result,
  isStale,
  onUseSuggestion,
}: {
  readonly result: FieldResult;
  /** Another draft is being looked up; this is the answer to the one before. */
  readonly isStale: boolean;
  readonly onUseSuggestion: (suggestion: string) => void;
}) {
  if (result.status === "missed") {
    const { miss } = result;
    return (
      <div className={styles.found} data-stale={isStale || undefined} role="status">
        <Chip tone="warn" icon="unlink">
          {missTitles[miss.status] ?? miss.status}
        </Chip>
        <span className={styles.grow}>{miss.message}</span>
        {miss.suggestions.slice(0, 2).map((suggestion) => (
          <Button key={suggestion} look="quiet" size="small" onClick={() => onUseSuggestion(suggestion)}>
            Use <code className="pl-mono">{suggestion}</code>
          </Button>
        ))}
      </div>
    );
  }
  const { values } = result;
  const [first] = values;
  return (
    <div className={styles.found} data-stale={isStale || undefined} role="status">
      <span className={styles.foundDot} aria-hidden="true" />
      {values.length > 1 ? <span className="pl-dim">{values.length} documents</span> : null}
      <span className={styles.foundText}>{excerpt(first?.text ?? "")}</span>
      {first?.notices.includes("type_coerced") ? <Chip>turned into text</Chip> : null}
      {first?.notices.includes("truncated") ? <Chip tone="warn">cut</Chip> : null}
    </div>
  );
}

function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= excerptChars ? line : `${line.slice(0, excerptChars).toWellFormed()}…`;
}
