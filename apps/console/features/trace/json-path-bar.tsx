"use client";

import type { ExtractionField, ExtractionRule } from "@plumbline/span/extraction/types";
import { Button } from "@plumbline/ui/button";
import { writeClipboard } from "@plumbline/ui/copy-button";
import { Icon } from "@plumbline/ui/icon";
import { MiddleCut } from "@plumbline/ui/middle-cut";
import { Segmented } from "@plumbline/ui/segmented";
import { Fragment, type ReactNode, useState } from "react";
import { fieldNames } from "./json-leaf-menu";
import styles from "./json-tree.module.css";
import type { EntryChoice } from "./span-pick";

/** The three fields that address the picked value, as an evaluation takes them. */
export function JsonPathBar(props: {
  readonly rule: ExtractionRule;
  /** Why the value cannot be addressed by a path; the rule is then not offered. */
  readonly refusal: string | undefined;
  /** The indices of "this one", e.g. "[0]"; absent where the path goes through no list. */
  readonly indices: string | undefined;
  readonly choice: EntryChoice;
  readonly valueCount: number | undefined;
  /** The field for which the picked value was just taken. */
  readonly usedAs: ExtractionField | undefined;
  readonly onChoice: (choice: EntryChoice) => void;
}) {
  const { rule, refusal, indices, choice, valueCount, usedAs, onChoice } = props;
  if (refusal !== undefined)
    return (
      <section className={styles.bar} aria-label="Path of the picked value">
        <p className={styles.hint}>{refusal}</p>
      </section>
    );
  return (
    <section className={styles.bar} aria-label="Path of the picked value">
      <PathField name="SpanName">
        <span className="pl-cut">{rule.spanName}</span>
      </PathField>
      <PathField name="JsonPathInSpan" isWide>
        <MarkedPath path={rule.jsonPathInSpan} />
      </PathField>
      <PathField name="JsonPathInSpanValue" isBlank={rule.jsonPathInSpanValue === undefined}>
        {rule.jsonPathInSpanValue === undefined ? "not needed" : <MarkedPath path={rule.jsonPathInSpanValue} />}
      </PathField>
      <div className={styles.foot}>
        {indices === undefined ? null : (
          <Segmented
            size="small"
            label="Which entry"
            value={choice}
            onValueChange={onChoice}
            options={[
              { value: "one", label: `This one ${indices}` },
              { value: "all", label: "All [*]" },
            ]}
          />
        )}
        {valueCount === undefined ? null : (
          <span>{valueCount === 1 ? "1 value here" : `${valueCount.toLocaleString("en")} values here`}</span>
        )}
        <span role="status">{usedAs === undefined ? null : `Now used as ${fieldNames[usedAs]}`}</span>
        <CopyAll rule={rule} />
      </div>
    </section>
  );
}

/** Keeps the place of the bar, so that picking a value does not move it from under the pointer. */
export function JsonPathHint() {
  return (
    <section className={styles.bar} data-empty="" aria-label="Path of the picked value">
      <p className={styles.hint}>
        Click a value to see how an evaluation addresses it: SpanName, JsonPathInSpan, JsonPathInSpanValue.
      </p>
    </section>
  );
}

function CopyAll({ rule }: { readonly rule: ExtractionRule }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => setIsCopied(await writeClipboard(ruleText(rule)));
  return (
    <Button size="small" onClick={copy} onBlur={() => setIsCopied(false)}>
      <Icon name={isCopied ? "check" : "copy"} size="small" />
      {isCopied ? "Copied" : "Copy all three"}
    </Button>
  );
}

/** One line per field, as they stand in the evaluation form. */
export function ruleText(rule: ExtractionRule): string {
  return [
    `SpanName: ${rule.spanName}`,
    `JsonPathInSpan: ${rule.jsonPathInSpan}`,
    ...(rule.jsonPathInSpanValue === undefined ? [] : [`JsonPathInSpanValue: ${rule.jsonPathInSpanValue}`]),
  ].join("\n");
}

/** Wildcards stand out; without one, a long path is cut in the middle. */
function MarkedPath({ path }: { readonly path: string }) {
  const parts = path.split("[*]");
  if (parts.length === 1) return <MiddleCut text={path} tail={24} />;
  return (
    <span className="pl-cut" title={path}>
      {parts.map((part, place) => (
        <Fragment key={place}>
          {place === 0 ? null : <mark>[*]</mark>}
          {part}
        </Fragment>
      ))}
    </span>
  );
}

function PathField(props: {
  readonly name: string;
  readonly isWide?: boolean;
  readonly isBlank?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <dl className={props.isWide === true ? styles.wide : undefined} aria-label={props.name}>
      <dt>{props.name}</dt>
      <dd data-blank={props.isBlank === true ? "" : undefined}>{props.children}</dd>
    </dl>
  );
}
