import { type Clock, wallTime } from "~/lib/format";
import type { HideablePart } from "./share-api";

const partWords: Readonly<Record<HideablePart, string>> = {
  inputs: "inputs",
  outputs: "outputs",
  documents: "documents",
  attributes: "attributes",
};

/** "documents, attributes"; undefined where nothing is hidden. */
export function hiddenText(parts: readonly HideablePart[]): string | undefined {
  return parts.length === 0 ? undefined : parts.map((part) => partWords[part]).join(", ");
}

/** What the reader will see, in one line: what is hidden is not promised. */
export function shownText(hidden: readonly HideablePart[]): string {
  const shown = (["inputs", "outputs", "documents", "attributes"] as const).filter((part) => !hidden.includes(part));
  const words = ["call chain", "timing", ...shown.map((part) => partWords[part])];
  const last = words.at(-1) ?? "";
  return `${words.slice(0, -1).join(", ")} and ${last} of one trace`;
}

/** "29 Nov 2026, 17:40 (UTC+8)": a reader in another zone must not guess. */
export function untilText(time: string, clock: Clock): string {
  const wall = wallTime(Date.parse(time), clock.timeZone);
  return `${wall.day} ${wall.month} ${wall.year}, ${wall.hour}:${wall.minute} (${zoneText(Date.parse(time), clock.timeZone)})`;
}

/** The offset of a zone at a moment, as "UTC+8". */
export function zoneText(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "shortOffset" }).formatToParts(ms);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "UTC";
  return name.replace("GMT", "UTC").replace(/\+0$/, "");
}
