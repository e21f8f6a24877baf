"use client";

import { SharedGate } from "~/features/share/shared-gate";
import { SharedTrace } from "~/features/trace/shared-trace";
import { ShortcutProvider } from "~/lib/shortcuts";

/** The gate knows links, the reader knows traces; neither knows the other. */
export function SharedPage() {
  return (
    <ShortcutProvider>
      <SharedGate renderTrace={(view) => <SharedTrace {...view} />} />
    </ShortcutProvider>
  );
}
