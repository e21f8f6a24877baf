import { clsx } from "clsx";
import type { InputHTMLAttributes, ReactNode } from "react";
import { Icon } from "./icon";

export interface CheckboxProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "type"> {
  readonly children?: ReactNode;
}

/** A native checkbox with its label. Give `aria-label` where no text stands beside it. */
export function Checkbox({ className, children, ...rest }: CheckboxProps) {
  return (
    <label className={clsx("pl-checkbox", className)}>
      <input type="checkbox" {...rest} />
      <i aria-hidden="true">
        <Icon name="check" />
      </i>
      {children}
    </label>
  );
}
