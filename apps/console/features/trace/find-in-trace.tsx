"use client";

import { Icon } from "@plumbline/ui/icon";
import { Kbd } from "@plumbline/ui/kbd";
import { TextInput } from "@plumbline/ui/text-input";
import { type KeyboardEvent, useRef } from "react";
import { useShortcuts } from "~/lib/shortcuts";
import type { WaterfallState } from "./use-waterfall";
import styles from "./waterfall.module.css";

/** Finds spans by name, service, model, error type or id. Enter goes to the next hit, Shift+Enter to the one before. */
export function FindInTrace({ state }: { readonly state: WaterfallState }) {
  const input = useRef<HTMLInputElement>(null);
  useShortcuts("Find in trace", [{ key: "/", label: "Find in trace", run: () => input.current?.focus() }]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") state.goToHit(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      state.setFind("");
      input.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search>
      <TextInput
        ref={input}
        type="search"
        className={styles.find ?? ""}
        aria-label="Find in trace"
        placeholder="Find in trace"
        value={state.find}
        onChange={(event) => state.setFind(event.target.value)}
        onKeyDown={onKeyDown}
        before={<Icon name="search" size="small" />}
        after={
          state.find === "" ? (
            <Kbd>/</Kbd>
          ) : (
            <span className={styles.findCount} role="status">
              {state.hitText}
            </span>
          )
        }
      />
    </search>
  );
}
