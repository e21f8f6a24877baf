"use client";

import { lazy, type Ref, Suspense, useEffect, useId, useImperativeHandle, useRef } from "react";
import { QueryMirror } from "./query-mirror";
import { type QueryInputOptions, useQueryInput } from "./use-query-input";

const QueryErrors = lazy(async () => ({ default: (await import("./query-errors")).QueryErrors }));
const SuggestionList = lazy(async () => ({ default: (await import("./suggestion-list")).SuggestionList }));

export interface QueryFieldHandle {
  /** With a preference, the list opens: for fields, or so that words are searched for. */
  readonly focus: (preference?: "field" | "text") => void;
}

interface QueryFieldProps extends Omit<QueryInputOptions, "input" | "isLive"> {
  readonly label: string;
  readonly placeholder?: string;
  /** The whole query, over several lines where it needs them. */
  readonly isWhole?: boolean;
  /** Takes the focus when it appears. */
  readonly isFresh?: boolean;
  /** The focus went elsewhere: what was not taken is given up. */
  readonly onLeave?: () => void;
  /** It stays after its text was taken. */
  readonly isKept?: boolean;
  readonly ref?: Ref<QueryFieldHandle>;
}

/** A field for a query or a clause, with suggestions and errors under it. */
export function QueryField(props: QueryFieldProps) {
  const { label, placeholder, isWhole = false, isFresh = false, isKept = false, onLeave, ref, ...options } = props;
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const root = useRef<HTMLSpanElement>(null);
  const id = useId();
  const box = useQueryInput({
    ...options,
    input,
    isLive: isWhole,
    onCommit(text) {
      if (isKept) box.clear();
      options.onCommit(text);
    },
    onCancel() {
      if (isKept) {
        box.clear();
        input.current?.blur();
      }
      options.onCancel();
    },
  });
  useImperativeHandle(ref, () => ({
    focus(preference) {
      input.current?.focus();
      if (preference !== undefined) box.open(preference);
    },
  }));
  useEffect(() => {
    if (!isFresh) return;
    input.current?.focus();
    const end = input.current?.value.length ?? 0;
    input.current?.setSelectionRange(end, end);
  }, [isFresh]);
  const hasSuggestion = box.isOpen && box.active >= 0 && box.suggestions.length > 0;
  const field = {
    className: "filter-input",
    role: "combobox",
    "aria-label": label,
    "aria-expanded": box.isOpen,
    "aria-controls": `${id}-list`,
    "aria-activedescendant": hasSuggestion ? `${id}-list-${box.active}` : undefined,
    "aria-autocomplete": "list",
    "aria-invalid": box.errors.length > 0,
    "aria-describedby": box.errors.length > 0 ? `${id}-errors` : undefined,
    autoComplete: "off",
    autoCapitalize: "off",
    spellCheck: false,
    placeholder,
    value: box.text,
    onChange: (event: { readonly target: { readonly value: string; readonly selectionStart: number | null } }) =>
      box.type(event.target.value, event.target.selectionStart ?? event.target.value.length),
    onSelect: (event: { readonly currentTarget: { readonly selectionStart: number | null } }) =>
      box.moveCaret(event.currentTarget.selectionStart ?? 0),
    onFocus: box.prepare,
    onClick: () => box.open(),
    onKeyDown: box.onKeyDown,
  } as const;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the focus has left everything inside of it
    <span
      className="query-field"
      data-whole={isWhole ? "" : undefined}
      ref={root}
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        box.close();
        onLeave?.();
      }}
    >
      <span className="query-text">
        <QueryMirror text={box.text} errors={box.errors} />
        {isWhole ? <textarea ref={input} rows={1} {...field} /> : <input ref={input} type="text" {...field} />}
      </span>
      <Suspense>
        {box.isOpen && box.completion !== undefined ? (
          <SuggestionList id={`${id}-list`} box={box} completion={box.completion} />
        ) : null}
      </Suspense>
      <Suspense>
        {box.errors.length > 0 && (!box.isOpen || isWhole) ? (
          <QueryErrors id={`${id}-errors`} errors={box.errors} onRepair={box.repair} />
        ) : null}
      </Suspense>
    </span>
  );
}
