"use client";

import type { Completion } from "@plumbline/query/complete";
import { findField } from "@plumbline/query/fields";
import { parseQuery, type QueryParse } from "@plumbline/query/parse";
import type { QueryError } from "@plumbline/query/query-error";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Suggestion, Typed } from "./suggest";
import { tabChoice } from "./tab-choice";
import { useObserved } from "./use-observed";
import { useSuggestionTools } from "./use-suggestion-tools";
import { withoutColon } from "./without-colon";

type TextField = HTMLInputElement | HTMLTextAreaElement;

export interface QueryInputOptions {
  readonly projectId: string;
  readonly initialText: string;
  readonly input: RefObject<TextField | null>;
  /** Errors while typing, not only when the text is taken. */
  readonly isLive: boolean;
  /** Takes a text that can be read; empty for none. */
  readonly onCommit: (text: string) => void;
  readonly onCancel: () => void;
  /** Backspace or the left arrow at the very beginning, the right arrow at the very end. */
  readonly onEdge?: (edge: "backspace" | "left" | "right") => void;
}

export interface QueryInput {
  readonly text: string;
  /** Undefined until what makes suggestions has come. */
  readonly completion: Completion | undefined;
  readonly suggestions: readonly Suggestion[];
  /** -1: Enter takes the text as it stands. */
  readonly active: number;
  /** What Tab takes: `active`, or a field in its place. */
  readonly completing: number;
  readonly isOpen: boolean;
  readonly errors: readonly QueryError[];
  /** It will be typed in: what makes suggestions is fetched. */
  readonly prepare: () => void;
  readonly open: (preference?: "field" | "text") => void;
  readonly close: () => void;
  readonly clear: () => void;
  readonly setActive: (index: number) => void;
  readonly type: (text: string, caret: number) => void;
  readonly moveCaret: (caret: number) => void;
  readonly choose: (suggestion: Suggestion) => void;
  readonly repair: (error: QueryError) => void;
  readonly onKeyDown: (event: KeyboardEvent<TextField>) => void;
}

/** Typing a query or one clause of it: what can follow, what is wrong, and the keys that move through both. */
export function useQueryInput(options: QueryInputOptions): QueryInput {
  const { input, isLive, onCommit, onCancel, onEdge } = options;
  const draft = useDraft(options);
  const { text, completion, suggestions, active, parse, withSuggestion } = draft;
  const commit = (next: string) => {
    if (parseQuery(next).ok) {
      onCommit(next);
      draft.close();
    } else draft.refuse(next);
  };
  const choose = (suggestion: Suggestion) => {
    const next = withSuggestion(suggestion);
    if (next === undefined) return;
    if (next.isDone && !isLive && parseQuery(next.text).ok) return commit(next.text);
    draft.set(next.text, next.caret, true);
    input.current?.focus();
  };
  const hasErrors = (isLive || draft.isRefused) && !parse.ok;
  return {
    text,
    completion,
    suggestions,
    active,
    completing: draft.completing,
    isOpen: draft.isOpen,
    errors: hasErrors ? parse.errors : [],
    prepare: draft.prepare,
    open: draft.open,
    close: draft.close,
    clear() {
      draft.set("", 0);
      draft.close();
    },
    setActive: draft.setChosen,
    type(next, at) {
      const plain = withoutColon(next, (name) => findField(name, "trace") !== undefined);
      draft.set(plain, plain === next ? at : plain.length);
      draft.open();
    },
    moveCaret: draft.moveCaret,
    choose,
    repair(error) {
      if (error.suggestion === undefined) return;
      const next = `${text.slice(0, error.start)}${error.suggestion}${text.slice(error.end)}`;
      if (!isLive && parseQuery(next).ok) commit(next);
      else draft.set(next, error.start + error.suggestion.length);
    },
    onKeyDown: (event) =>
      takeKey(event, {
        ...draft,
        isLive,
        isPending: completion === undefined,
        choose,
        commit,
        onCancel,
        onEdge,
        setOpen: () => draft.open(),
      }),
  };
}

/** The text, the caret in it, and what is offered there. */
function useDraft({ projectId, initialText, input }: QueryInputOptions) {
  const [{ text, caret }, setTyped] = useState({ text: initialText, caret: initialText.length });
  const [isOpen, setOpen] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const [prefersText, setPrefersText] = useState(false);
  const [chosen, setChosen] = useState<number>();
  const [tools, prepare] = useSuggestionTools();
  const completion = useMemo(() => tools?.completeAt(text, caret), [tools, text, caret]);
  const observed = useObserved(projectId, isOpen ? completion : undefined);
  const suggestions = useMemo(
    () => (isOpen && completion !== undefined ? (tools?.suggestionsOf(completion, observed) ?? []) : []),
    [tools, isOpen, completion, observed],
  );
  const parse = useMemo(() => parseQuery(text), [text]);
  const pendingCaret = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (pendingCaret.current === undefined) return;
    input.current?.setSelectionRange(pendingCaret.current, pendingCaret.current);
    pendingCaret.current = undefined;
  });
  const close = () => {
    setOpen(false);
    setPrefersText(false);
    setChosen(undefined);
  };
  const active = Math.min(chosen ?? firstChoice(text, parse, suggestions, prefersText), suggestions.length - 1);
  return {
    text,
    completion,
    suggestions,
    parse,
    isOpen,
    isRefused,
    active,
    completing: chosen === undefined ? tabChoice(suggestions, active, completion?.typed ?? "") : active,
    setChosen,
    prepare,
    withSuggestion: (suggestion: Suggestion): Typed | undefined =>
      completion === undefined ? undefined : tools?.withSuggestion(text, completion, suggestion),
    close,
    open(preference?: "field" | "text") {
      if (preference !== undefined) setPrefersText(preference === "text");
      prepare();
      setOpen(true);
    },
    /** With `isMoved` the caret goes where it is told. */
    set(next: string, at: number, isMoved = false) {
      setTyped({ text: next, caret: at });
      setChosen(undefined);
      setRefused(false);
      if (!isMoved) return;
      pendingCaret.current = at;
      setOpen(true);
    },
    refuse(next: string) {
      setTyped({ text: next, caret: next.length });
      setRefused(true);
      close();
    },
    moveCaret: (at: number) => {
      if (at !== caret) setTyped({ text, caret: at });
    },
  };
}

/** What Enter does: a complete clause is taken as it is (-1); a word that begins a field's name becomes that field. */
function firstChoice(
  text: string,
  parse: QueryParse,
  suggestions: readonly Suggestion[],
  prefersText: boolean,
): number {
  if (text.trim() === "") return -1;
  if (parse.ok && parse.query?.type !== "text") return -1;
  if (prefersText) return suggestions.findIndex(({ kind }) => kind === "text");
  return suggestions[0]?.kind === "text" && parse.ok ? -1 : 0;
}

interface KeyParts
  extends Pick<QueryInput, "text" | "active" | "completing" | "suggestions" | "isOpen" | "choose" | "close"> {
  readonly withSuggestion: (suggestion: Suggestion) => Typed | undefined;
  readonly isLive: boolean;
  readonly isPending: boolean;
  readonly setOpen: () => void;
  readonly setChosen: (index: number) => void;
  readonly commit: (text: string) => void;
  readonly onCancel: () => void;
  readonly onEdge: QueryInputOptions["onEdge"];
}

function takeKey(event: KeyboardEvent<TextField>, parts: KeyParts): void {
  const { text, active, suggestions, isOpen, isLive } = parts;
  const { selectionStart, selectionEnd } = event.currentTarget;
  const isAtStart = selectionStart === 0 && selectionEnd === 0;
  const isAtEnd = selectionStart === text.length && selectionEnd === text.length;
  const suggestion = suggestions[active];
  const completed = suggestions[parts.completing];
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !(isLive && !isOpen)) {
    event.preventDefault();
    parts.setOpen();
    const count = suggestions.length;
    const by = event.key === "ArrowDown" ? 1 : -1;
    if (count > 0) parts.setChosen(active < 0 ? (by === 1 ? 0 : count - 1) : (active + by + count) % count);
  } else if (event.key === "Tab" && !event.shiftKey && isOpen && completed !== undefined && text !== "") {
    event.preventDefault();
    parts.choose(completed);
  } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
    event.preventDefault();
    const search = suggestions.find(({ kind }) => kind === "text");
    if (event.shiftKey && search !== undefined) parts.commit(parts.withSuggestion(search)?.text ?? text);
    else if (suggestion !== undefined) parts.choose(suggestion);
    else parts.commit(text);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    // Suggestions that are still to come count as some: the first Escape closes their list, the next one gives the text up.
    if (isOpen && (suggestions.length > 0 || parts.isPending) && text !== "") parts.close();
    else parts.onCancel();
  } else if (event.key === "Backspace" && isAtStart && text === "") {
    event.preventDefault();
    parts.onEdge?.("backspace");
  } else if (event.key === "ArrowLeft" && isAtStart) {
    event.preventDefault();
    parts.onEdge?.("left");
  } else if (event.key === "ArrowRight" && isAtEnd) parts.onEdge?.("right");
}
