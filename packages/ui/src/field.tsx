"use client";

import { clsx } from "clsx";
import { createContext, type ReactNode, useContext, useId } from "react";

interface FieldWiring {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
}

const FieldContext = createContext<FieldWiring | undefined>(undefined);

/** Attributes that tie a control to the Field around it; empty outside of one. */
export function useFieldWiring(): {
  readonly id?: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
} {
  const field = useContext(FieldContext);
  if (field === undefined) return {};
  return {
    id: field.id,
    ...(field.describedBy === undefined ? {} : { "aria-describedby": field.describedBy }),
    ...(field.isInvalid ? { "aria-invalid": true as const } : {}),
  };
}

/** Label above, control, then the error (what is wrong and what is expected) or the hint. */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasError = error !== undefined && error !== null && error !== "";
  const hasNote = hasError || (hint !== undefined && hint !== null);
  return (
    <FieldContext.Provider value={{ id, describedBy: hasNote ? noteId : undefined, isInvalid: hasError }}>
      <div className={clsx("pl-field", className)}>
        <label htmlFor={id}>{label}</label>
        {children}
        {hasNote ? (
          <div id={noteId} className={hasError ? "pl-field-error" : "pl-field-hint"} aria-live="polite">
            {hasError ? error : hint}
          </div>
        ) : null}
      </div>
    </FieldContext.Provider>
  );
}
