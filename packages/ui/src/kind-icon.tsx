import { clsx } from "clsx";
import { Icon, type IconName, type IconSize } from "./icon";

const icons = {
  LLM: "kind-LLM",
  AGENT: "kind-AGENT",
  CHAIN: "kind-CHAIN",
  TASK: "kind-TASK",
  UNKNOWN: "kind-TASK",
  RETRIEVER: "kind-RETRIEVER",
  RERANKER: "kind-RERANKER",
  EMBEDDING: "kind-EMBEDDING",
  TOOL: "kind-TOOL",
  GUARDRAIL: "kind-GUARDRAIL",
  EVALUATOR: "kind-EVALUATOR",
} as const satisfies Record<string, IconName>;

export type SpanKindName = keyof typeof icons;

/** The sign of a span kind in its colour. The colour only groups: a name must stand beside it. */
export function KindIcon({
  kind,
  size = "small",
  className,
}: {
  readonly kind: SpanKindName;
  readonly size?: IconSize;
  readonly className?: string;
}) {
  return (
    <Icon
      name={icons[kind]}
      size={size}
      kind={kind}
      label={kind === "UNKNOWN" ? "other" : kind}
      className={clsx("pl-kind", className)}
    />
  );
}
