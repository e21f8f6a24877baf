import type { IconName } from "@plumbline/ui/icon";

/** The ways to look at a trace, in the order of their tabs. */
export const traceViews = ["waterfall", "flame", "graph", "transcript", "statistics"] as const;
export type TraceView = (typeof traceViews)[number];

export const viewFacts: Readonly<Record<TraceView, { readonly name: string; readonly icon: IconName }>> = {
  waterfall: { name: "Waterfall", icon: "traces" },
  flame: { name: "Flame graph", icon: "flame" },
  graph: { name: "Agent graph", icon: "graph" },
  transcript: { name: "Transcript", icon: "list" },
  statistics: { name: "Statistics", icon: "sigma" },
};

/** The view of the URL; what it does not know is the waterfall. */
export function chosenView(wanted: string | null): TraceView {
  return traceViews.find((view) => view === wanted) ?? "waterfall";
}

export function nextView(view: TraceView): TraceView {
  return traceViews[(traceViews.indexOf(view) + 1) % traceViews.length] ?? "waterfall";
}
