import { clsx } from "clsx";
import { CopyButton } from "./copy-button";

/** Text to paste, with a button that copies it. Scrolls sideways unless `wrap`. */
export function CodeBlock({
  code,
  label = "Copy",
  wrap = false,
  className,
}: {
  readonly code: string;
  readonly label?: string;
  readonly wrap?: boolean;
  readonly className?: string;
}) {
  return (
    <div className={clsx("pl-code", className)} data-wrap={wrap ? "" : undefined}>
      <pre>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} label={label} />
    </div>
  );
}
