"use client";

import { clsx } from "clsx";
import type { InputHTMLAttributes, ReactNode, Ref, TextareaHTMLAttributes } from "react";
import { useFieldWiring } from "./field";

export interface TextInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "size"> {
  /** Code, paths and ids: monospaced, no spelling check. */
  readonly mono?: boolean;
  readonly size?: "normal" | "large";
  /** Stands before or after the text, inside the border. */
  readonly before?: ReactNode;
  readonly after?: ReactNode;
  readonly ref?: Ref<HTMLInputElement>;
}

export function TextInput({
  mono = false,
  size = "normal",
  before,
  after,
  className,
  type = "text",
  ...rest
}: TextInputProps) {
  const wiring = useFieldWiring();
  const look = { "data-mono": mono ? "" : undefined, "data-size": size === "large" ? "large" : undefined };
  const code = mono ? { spellCheck: false, autoCapitalize: "off", autoCorrect: "off" } : {};
  if (before === undefined && after === undefined)
    return <input type={type} className={clsx("pl-input", className)} {...look} {...code} {...wiring} {...rest} />;
  return (
    <span className={clsx("pl-input", className)} {...look}>
      {before}
      <input type={type} {...code} {...wiring} {...rest} />
      {after}
    </span>
  );
}

export interface TextAreaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  readonly mono?: boolean;
  readonly ref?: Ref<HTMLTextAreaElement>;
}

export function TextArea({ mono = false, className, ...rest }: TextAreaProps) {
  const wiring = useFieldWiring();
  return (
    <textarea
      className={clsx("pl-input", className)}
      data-mono={mono ? "" : undefined}
      {...(mono ? { spellCheck: false } : {})}
      {...wiring}
      {...rest}
    />
  );
}
