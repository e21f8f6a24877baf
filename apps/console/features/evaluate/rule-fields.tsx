import type { ExtractionField, FieldResult } from "@plumbline/span/extraction/types";
import { Button } from "@plumbline/ui/button";
import { Field } from "@plumbline/ui/field";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { Select } from "@plumbline/ui/select";
import { TextInput } from "@plumbline/ui/text-input";
import { type ReactNode, useId } from "react";
import styles from "./evaluate.module.css";
import {
  addRule,
  type DraftProblem,
  type DraftProblems,
  type EvaluationDraft,
  type RuleDraft,
  removeRule,
  replaceRule,
  rulesPerFieldMax,
} from "./evaluation-draft";
import { FoundValue } from "./found-value";

const fieldWords: Readonly<Record<ExtractionField, { title: string; what: string; example: string }>> = {
  query: { title: "Query", what: "exactly one text", example: "attributes.input.value" },
  answer: { title: "Answer", what: "exactly one text", example: "attributes.output.value" },
  context: {
    title: "Context",
    what: "a list of documents",
    example: "attributes.retrieval.documents[*].document.content",
  },
};

/** Where one field's value is: rules in order, the first that finds a value wins; below them what they find here. */
export function RuleFields({
  field,
  draft,
  problems,
  spanNames,
  result,
  isStale,
  onChange,
}: {
  readonly field: ExtractionField;
  readonly draft: EvaluationDraft;
  readonly problems: DraftProblems;
  readonly spanNames: readonly { readonly name: string; readonly count: number }[];
  readonly result: FieldResult | null;
  readonly isStale: boolean;
  readonly onChange: (draft: EvaluationDraft) => void;
}) {
  const { title, what } = fieldWords[field];
  const rules = draft.rules[field];
  return (
    <section className={styles.slot} aria-label={title}>
      <header>
        <h4>{title}</h4>
        <span className="pl-dim">{what}</span>
        <span className={styles.grow} />
        {rules.length < rulesPerFieldMax ? (
          <Button look="quiet" size="small" onClick={() => onChange(addRule(draft, field))}>
            <Icon name="plus" size="tiny" />
            Fallback rule
          </Button>
        ) : null}
      </header>
      {rules.map((rule, index) => (
        <RuleRow
          // Rules have no identity of their own: their place is what they are.
          key={`${field}-${index.toString()}`}
          field={field}
          index={index}
          rule={rule}
          isOnly={rules.length === 1}
          problemOf={(part) => problems.get(`extraction.${field}.${index}.${part}`)}
          spanNames={spanNames}
          onChange={(next) => onChange(replaceRule(draft, field, index, next))}
          onRemove={() => onChange(removeRule(draft, field, index))}
        />
      ))}
      {result === null ? null : (
        <FoundValue
          result={result}
          isStale={isStale}
          onUseSuggestion={(suggestion) =>
            onChange(replaceRule(draft, field, 0, corrected(rules[0], result, suggestion)))
          }
        />
      )}
    </section>
  );
}

/** A suggestion is a span name where the span was missing, and a path otherwise. */
function corrected(rule: RuleDraft | undefined, result: FieldResult, suggestion: string): RuleDraft {
  const base = rule ?? { spanName: "", jsonPathInSpan: "", jsonPathInSpanValue: "", pick: "" };
  const isSpanName = result.status === "missed" && result.miss.status === "span_missing";
  return isSpanName ? { ...base, spanName: suggestion } : { ...base, jsonPathInSpan: suggestion };
}

function RuleRow({
  field,
  index,
  rule,
  isOnly,
  problemOf,
  spanNames,
  onChange,
  onRemove,
}: {
  readonly field: ExtractionField;
  readonly index: number;
  readonly rule: RuleDraft;
  readonly isOnly: boolean;
  readonly problemOf: (part: keyof RuleDraft) => DraftProblem | undefined;
  readonly spanNames: readonly { readonly name: string; readonly count: number }[];
  readonly onChange: (rule: RuleDraft) => void;
  readonly onRemove: () => void;
}) {
  const listId = useId();
  const name = (part: keyof RuleDraft) => `extraction.${field}.${index}.${part}`;
  const usual = { query: "first", answer: "last", context: "all" } as const;
  return (
    <div className={styles.rule}>
      <span className={styles.ruleNumber} aria-hidden="true">
        {index + 1}
      </span>
      <Field label="SpanName" error={problemOf("spanName")?.message}>
        <TextInput
          data-field={name("spanName")}
          value={rule.spanName}
          list={listId}
          onChange={(event) => onChange({ ...rule, spanName: event.target.value })}
          placeholder="Name of the span"
        />
      </Field>
      <datalist id={listId}>
        {spanNames.map(({ name, count }) => (
          <option key={name} value={name}>
            {count > 1 ? `${count} spans` : ""}
          </option>
        ))}
      </datalist>
      <Field
        className={styles.path ?? ""}
        label="JsonPathInSpan"
        error={pathError(rule.jsonPathInSpan, problemOf("jsonPathInSpan"))}
      >
        <TextInput
          mono
          data-field={name("jsonPathInSpan")}
          value={rule.jsonPathInSpan}
          onChange={(event) => onChange({ ...rule, jsonPathInSpan: event.target.value })}
          placeholder={fieldWords[field].example}
        />
      </Field>
      <Field label="JsonPathInSpanValue" error={pathError(rule.jsonPathInSpanValue, problemOf("jsonPathInSpanValue"))}>
        <TextInput
          mono
          data-field={name("jsonPathInSpanValue")}
          value={rule.jsonPathInSpanValue}
          onChange={(event) => onChange({ ...rule, jsonPathInSpanValue: event.target.value })}
          placeholder="not needed"
        />
      </Field>
      <Field label="If several">
        <Select
          value={rule.pick === "" ? usual[field] : rule.pick}
          onValueChange={(pick) => onChange({ ...rule, pick: pick === usual[field] ? "" : pick })}
          options={(field === "context" ? (["first", "last", "all"] as const) : (["first", "last"] as const)).map(
            (pick) => ({ value: pick, label: pick }),
          )}
        />
      </Field>
      <IconButton icon="trash" label={`Remove rule ${index + 1}`} look="bare" disabled={isOnly} onClick={onRemove} />
    </div>
  );
}

/** The path again with the spot marked, and what was expected there. */
function pathError(text: string, problem: DraftProblem | undefined): ReactNode {
  if (problem?.position === undefined) return problem?.message;
  const { position, message } = problem;
  const from = Math.max(0, position - 18);
  return (
    <>
      <code className={styles.caret} aria-hidden="true">
        {from > 0 ? "…" : ""}
        {text.slice(from, position)}
        <mark>{text.slice(position, position + 3) || " "}</mark>
        {text.slice(position + 3, position + 12)}
      </code>
      {/* Some messages name the place themselves, where the sentence needs it. */}
      {/\bposition \d/.test(message) ? message : `${message} (position ${position + 1})`}
    </>
  );
}
