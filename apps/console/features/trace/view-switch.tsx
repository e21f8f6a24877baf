"use client";

import { Icon } from "@plumbline/ui/icon";
import { Segmented } from "@plumbline/ui/segmented";
import { useShortcuts } from "~/lib/shortcuts";
import { nextView, type TraceView, traceViews, viewFacts } from "./trace-views";
import styles from "./waterfall.module.css";

/** The views of a trace. Only the present one is named: five names would leave no room for the tools. */
export function ViewSwitch(props: { readonly view: TraceView; readonly onView: (view: TraceView) => void }) {
  const { view, onView } = props;
  useShortcuts("Trace views", [{ key: "v", label: "Next view of the trace", run: () => onView(nextView(view)) }]);
  return (
    <Segmented
      size="small"
      label="View of the trace"
      value={view}
      onValueChange={onView}
      options={traceViews.map((value) => ({
        value,
        title: `${viewFacts[value].name} (V)`,
        label: (
          <>
            <Icon name={viewFacts[value].icon} size="small" />
            <span className={value === view ? styles.viewName : "sr-only"}>{viewFacts[value].name}</span>
          </>
        ),
      }))}
    />
  );
}
