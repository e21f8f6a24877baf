import { clsx } from "clsx";
import type { ButtonHTMLAttributes, Ref } from "react";
import { type ButtonLook, type ButtonSize, buttonData } from "./button";
import { Icon, type IconName } from "./icon";

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  readonly icon: IconName;
  /** What the button does; spoken, and shown as a hint on hover. */
  readonly label: string;
  /** "bare" is the small square inside rows. */
  readonly look?: ButtonLook | "bare";
  readonly size?: ButtonSize;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  icon,
  label,
  look = "plain",
  size = "normal",
  type = "button",
  className,
  ...rest
}: IconButtonProps) {
  const isBare = look === "bare";
  return (
    <button
      type={type}
      title={label}
      aria-label={label}
      className={clsx(isBare ? "pl-act" : "pl-button", className)}
      data-square={isBare ? undefined : ""}
      {...(isBare ? {} : buttonData(look, size))}
      {...rest}
    >
      <Icon name={icon} size="small" />
    </button>
  );
}
