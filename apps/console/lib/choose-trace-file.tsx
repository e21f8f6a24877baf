"use client";

import { Button } from "@plumbline/ui/button";
import { Icon } from "@plumbline/ui/icon";
import { type ReactNode, useRef } from "react";
import { keepTraceFile } from "./trace-file";

/** Chooses a file from the disk, for whoever cannot drag. */
export function ChooseTraceFile({ children }: { readonly children: ReactNode }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,.jsonl,.ndjson,.txt,application/json"
        className="sr-only"
        tabIndex={-1}
        aria-label="Trace file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) keepTraceFile(file);
          // Choosing the same file again is a change too.
          event.target.value = "";
        }}
      />
      <Button onClick={() => input.current?.click()}>
        <Icon name="upload" size="small" />
        {children}
      </Button>
    </>
  );
}
