import type { ReactNode } from "react";

/** A share of the longest in view, with the value as text. */
export function DurationBar({
  share,
  isSlow = false,
  isOpen = false,
  children,
}: {
  /** 0 to 1. */
  readonly share: number;
  readonly isSlow?: boolean;
  /** The span or trace has not ended: outline only. */
  readonly isOpen?: boolean;
  readonly children: ReactNode;
}) {
  const percent = `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`;
  return (
    <span className="pl-duration" data-slow={isSlow ? "" : undefined}>
      <svg aria-hidden="true" width="16" height="4" className="pl-duration-bar">
        {isOpen ? (
          <rect className="pl-bar-open" x=".5" y=".5" width="100%" height="3" rx="1" />
        ) : (
          <>
            <rect className="pl-bar-track" width="100%" height="4" rx="1" />
            <rect className="pl-bar-fill" width={percent} height="4" rx="1" />
          </>
        )}
      </svg>
      <span>{children}</span>
    </span>
  );
}
