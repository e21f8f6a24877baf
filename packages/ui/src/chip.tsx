import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

export type ChipTone = "plain" | "warn" | "error" | "wait" | "mute" | "ok";

/** A named state. Every blank has a reason: where no value is, a chip says which state and why. */
export function Chip({
  tone = "plain",
  icon,
  title,
  className,
  children,
}: {
  readonly tone?: ChipTone;
  readonly icon?: IconName | undefined;
  readonly title?: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className={clsx("pl-chip", className)} data-tone={tone === "plain" ? undefined : tone} title={title}>
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
    </span>
  );
}
