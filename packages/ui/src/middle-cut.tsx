import { clsx } from "clsx";

/** Ids and paths: cut in the middle when there is no room, so that both ends stay readable. Copies whole. */
export function MiddleCut({
  text,
  tail = 8,
  mono = false,
  className,
}: {
  readonly text: string;
  /** Characters at the end that are always shown. */
  readonly tail?: number;
  readonly mono?: boolean;
  readonly className?: string;
}) {
  const cut = Math.max(0, text.length - tail);
  return (
    <span className={clsx("pl-middle-cut", mono && "pl-mono", className)} title={text}>
      <span>{text.slice(0, cut)}</span>
      <span>{text.slice(cut)}</span>
    </span>
  );
}
