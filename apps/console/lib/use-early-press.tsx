"use client";

import { useHydrated } from "@plumbline/ui/use-hydrated";
import { useSearchParams } from "next/navigation";
import { type ReactNode, useId } from "react";

/**
 * For a button whose effect stands in the address: a press must not be lost before the page's scripts run, which takes
 * seconds on a busy machine. Until then the button sends a form that leads to the address itself, and the page comes back
 * with the effect; afterwards the button's own handler acts. Render `form` beside the button and give it `button`.
 */
export function useEarlyPress(changes: Readonly<Record<string, string>>): {
  readonly form: ReactNode;
  readonly button: { readonly type: "button" } | { readonly type: "submit"; readonly form: string };
} {
  const id = useId();
  const search = useSearchParams();
  const isHydrated = useHydrated();
  if (isHydrated) return { form: null, button: { type: "button" } };
  const address = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) address.set(name, value);
  return {
    // A press that React still delivers while it takes the page over is handled by then; sending it too would load twice.
    form: (
      <form id={id} method="get" hidden onSubmit={(event) => event.preventDefault()}>
        {[...address].map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
      </form>
    ),
    button: { type: "submit", form: id },
  };
}
