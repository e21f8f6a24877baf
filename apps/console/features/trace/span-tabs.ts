import type { SpanDetail, TraceSource } from "./trace-source";

export const spanTabs = ["conversation", "documents", "io", "events", "json", "tokens"] as const;
export type SpanTab = (typeof spanTabs)[number];

export const tabNames: Readonly<Record<SpanTab, string>> = {
  conversation: "Conversation",
  documents: "Documents",
  io: "Input and output",
  events: "Events",
  json: "JSON",
  tokens: "Tokens and cost",
};

/** Tabs that have something to show for a span, in their order. Input, events and JSON are always there. */
export function tabsOf(detail: SpanDetail, hiddenParts: TraceSource["hiddenParts"]): readonly SpanTab[] {
  const { content, facts } = detail;
  const areBothSidesHidden = hiddenParts.includes("inputs") && hiddenParts.includes("outputs");
  const has: Record<SpanTab, boolean> = {
    conversation: content.messages.length + content.outputMessages.length > 0,
    documents: content.documents.length > 0,
    io: !areBothSidesHidden,
    events: true,
    // The document is made of attributes: without them there is nothing to read or to pick.
    json: !hiddenParts.includes("attributes"),
    tokens: facts.kind === "LLM" || facts.kind === "EMBEDDING" || facts.inputTokens !== undefined,
  };
  return spanTabs.filter((tab) => has[tab]);
}

export function tabCounts(detail: SpanDetail): Readonly<Partial<Record<SpanTab, number>>> {
  const { content, document } = detail;
  return {
    conversation: content.messages.length + content.outputMessages.length,
    documents: content.documents.length,
    ...(document.events.length === 0 ? {} : { events: document.events.length }),
  };
}

/** The tab of the URL where the span has it, else the first. A kind whose point is its documents opens with them. */
export function chosenTab(wanted: string | null, tabs: readonly SpanTab[], kind: string): SpanTab {
  const found = tabs.find((tab) => tab === wanted);
  if (found !== undefined) return found;
  const isRetrieval = kind === "RETRIEVER" || kind === "RERANKER";
  if (isRetrieval && tabs.includes("documents")) return "documents";
  return tabs[0] ?? "events";
}
