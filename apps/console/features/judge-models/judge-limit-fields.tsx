"use client";

import { Field } from "@plumbline/ui/field";
import { TextInput } from "@plumbline/ui/text-input";
import type { JudgeDraft } from "./judge-draft";
import styles from "./judge-models.module.css";

/** The keys of a draft that hold a number. */
type NumberKey = { [K in keyof JudgeDraft]: JudgeDraft[K] extends number | null ? K : never }[keyof JudgeDraft];

interface NumberField {
  readonly key: NumberKey;
  readonly label: string;
  readonly hint?: string;
  readonly min: number;
  readonly isFraction?: boolean;
  readonly placeholder?: string;
  /** Shown value × scale is what is stored: seconds for milliseconds. */
  readonly scale?: number;
}

const fields: readonly NumberField[] = [
  {
    key: "contextTokens",
    label: "Context, tokens",
    hint: "Longer texts are judged in parts, none left out.",
    min: 2_048,
  },
  { key: "temperature", label: "Temperature", min: 0, isFraction: true, placeholder: "0" },
  { key: "maxConcurrency", label: "Calls at once, at most", min: 1 },
  { key: "timeoutMs", label: "Time limit of a call, s", min: 1, scale: 1_000 },
  { key: "requestsPerMinute", label: "Requests per minute", min: 1, placeholder: "no limit set" },
  { key: "tokensPerMinute", label: "Tokens per minute", min: 1, placeholder: "no limit set" },
  { key: "inputPerMillion", label: "Input price, $ per million", min: 0, isFraction: true, placeholder: "not set" },
  { key: "outputPerMillion", label: "Output price, $ per million", min: 0, isFraction: true, placeholder: "not set" },
];

/** Limits keep the pace within the account; prices turn tokens into cost. All may stay as they are. */
export function JudgeLimitFields({
  draft,
  errorOf,
  onChange,
}: {
  readonly draft: JudgeDraft;
  readonly errorOf: (field: keyof JudgeDraft) => string | undefined;
  readonly onChange: (draft: JudgeDraft) => void;
}) {
  const isWrong = fields.some(({ key }) => errorOf(key) !== undefined);
  return (
    <details className={styles.limits} open={isWrong || undefined}>
      <summary>Context, limits and prices</summary>
      <div className={styles.numbers}>
        {fields.map(({ key, label, hint, min, isFraction = false, placeholder, scale = 1 }) => {
          const value = draft[key];
          return (
            <Field key={key} label={label} hint={hint} error={errorOf(key)}>
              <TextInput
                type="number"
                min={min}
                step={isFraction ? "any" : 1}
                value={value === null ? "" : value / scale}
                placeholder={placeholder}
                onChange={(event) => {
                  const { value: text } = event.target;
                  onChange({ ...draft, [key]: text === "" ? null : Number(text) * scale });
                }}
              />
            </Field>
          );
        })}
      </div>
    </details>
  );
}
