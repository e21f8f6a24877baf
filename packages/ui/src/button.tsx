import { clsx } from "clsx";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, Ref } from "react";

export type ButtonLook = "plain" | "primary" | "quiet" | "danger";
export type ButtonSize = "small" | "normal" | "large";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One primary a page. */
  readonly look?: ButtonLook;
  /** 24, 28 or 36 px high. */
  readonly size?: ButtonSize;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button is a verb with its object and count: "Re-run all 19". While it works its label says so, its width stays. */
export function Button({ look = "plain", size = "normal", type = "button", className, ...rest }: ButtonProps) {
  return <button type={type} className={clsx("pl-button", className)} {...buttonData(look, size)} {...rest} />;
}

export interface ButtonLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly look?: ButtonLook;
  readonly size?: ButtonSize;
}

/** An anchor that looks like a button. For client navigation give `buttonClass` and `buttonData` to the router's link. */
export function ButtonLink({ look = "plain", size = "normal", className, ...rest }: ButtonLinkProps) {
  return <a className={clsx("pl-button", className)} {...buttonData(look, size)} {...rest} />;
}

export const buttonClass = "pl-button";

export function buttonData(look: ButtonLook = "plain", size: ButtonSize = "normal") {
  return {
    "data-look": look === "plain" ? undefined : look,
    "data-size": size === "normal" ? undefined : size,
  };
}
