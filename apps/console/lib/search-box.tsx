"use client";

import { Icon } from "@plumbline/ui/icon";
import { Kbd } from "@plumbline/ui/kbd";
import { TextInput } from "@plumbline/ui/text-input";
import { useEffect, useRef, useState } from "react";
import styles from "./search-box.module.css";
import { useShortcuts } from "./shortcuts";

/** Typing rests this long before it counts. */
const restMs = 250;

/** One line to search a list with; its text lives in the address, which Back and a link change too. */
export function SearchBox({
  label,
  placeholder,
  value,
  problem,
  onSearch,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  /** Why the search was not run. */
  readonly problem?: string | undefined;
  readonly onSearch: (text: string) => void;
}) {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  useShortcuts("Search", [{ key: "/", label, run: () => input.current?.focus() }]);
  const send = (next: string) => {
    clearTimeout(timer.current);
    if (next.trim() === value) return;
    // What comes back from the address is what stands here already.
    setShown(next.trim());
    onSearch(next.trim());
  };
  return (
    <search className={styles.box} data-invalid={problem === undefined ? undefined : ""}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send(text);
        }}
      >
        <TextInput
          ref={input}
          type="search"
          aria-label={label}
          aria-invalid={problem === undefined ? undefined : true}
          placeholder={placeholder}
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          before={<Icon name="search" size="small" className="pl-dim" />}
          after={<Kbd>/</Kbd>}
          onChange={(event) => {
            const next = event.target.value;
            setText(next);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => send(next), restMs);
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape") input.current?.blur();
          }}
        />
      </form>
    </search>
  );
}
