"use client";

import { IconButton } from "@plumbline/ui/icon-button";
import { useRouter } from "next/navigation";
import { useSyncExternalStore } from "react";
import { useShortcuts } from "~/lib/shortcuts";
import { tracePath } from "~/lib/trace-links";
import { readTraceList } from "~/lib/trace-list-memory";
import styles from "./trace.module.css";

const never = () => () => {};

/** Previous and next within the list that led here. Not there when the trace was opened by its address. */
export function ListPosition({ projectSlug, traceId }: { readonly projectSlug: string; readonly traceId: string }) {
  const router = useRouter();
  // One string, so that the snapshot stays the same while the list does.
  const list = useSyncExternalStore(
    never,
    () => readTraceList(projectSlug).join(" "),
    () => "",
  );
  const ids = list === "" ? [] : list.split(" ");
  const place = ids.indexOf(traceId);
  const previous = place > 0 ? ids[place - 1] : undefined;
  const next = place >= 0 ? ids[place + 1] : undefined;
  const go = (id: string | undefined) => {
    if (id !== undefined) router.push(tracePath(projectSlug, id));
  };
  useShortcuts("Traces of the list", [
    { key: "k", label: "Previous trace", run: () => go(previous) },
    { key: "j", label: "Next trace", run: () => go(next) },
  ]);
  if (place < 0) return null;
  return (
    <span className="flex items-center gap-0.5 max-md:hidden">
      <span className={styles.position} title="Position in the list that you came from">
        {place + 1} of {ids.length} listed
      </span>
      <IconButton
        icon="up"
        look="quiet"
        size="small"
        label="Previous trace (K)"
        disabled={previous === undefined}
        onClick={() => go(previous)}
      />
      <IconButton
        icon="down"
        look="quiet"
        size="small"
        label="Next trace (J)"
        disabled={next === undefined}
        onClick={() => go(next)}
      />
    </span>
  );
}
