"use client";

import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import type { ValuePath } from "@plumbline/public-api/cut-values";
import type { SpanDocument } from "@plumbline/span/document/types";
import { Notice } from "@plumbline/ui/notice";
import { formatDuration } from "~/lib/format";
import { errorText } from "./error-text";
import { jsonText } from "./span-conversation";
import styles from "./span-panel.module.css";
import { StackTrace } from "./stack-trace";
import { ValueText } from "./value-text";

/** A dotted key in un-flattened attributes: `exception.type` stands at `exception` → `type`. */
export function attributeText(attributes: JsonObject, key: string): string | undefined {
  let value: JsonValue | undefined = attributes;
  for (const step of key.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return typeof value === "string" ? value : undefined;
}

/** Nothing else stands between an event and its span's start, so milliseconds are exact enough. */
function offsetText(start: string, time: string): string {
  const ms = Date.parse(time) - Date.parse(start);
  return Number.isFinite(ms) ? `+${formatDuration(Math.max(0, ms))}` : time;
}

export function Events({ document }: { readonly document: SpanDocument }) {
  const { status, events, links } = document;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard.
    <section className={styles.read} tabIndex={0} aria-label="Events">
      {status.code === "ERROR" && status.message !== undefined ? (
        <div className={styles.block}>
          <Notice tone="error" title="Status: error">
            <ValueText text={status.message} isCode at={["document", "status", "message"]} />
          </Notice>
        </div>
      ) : null}
      {events.length === 0 ? <p className={styles.blank}>This span recorded no events.</p> : null}
      <ol aria-label="Events">
        {events.map((event, place) => (
          <Event
            key={place}
            event={event}
            spanStart={document.start_time}
            at={["document", "events", place, "attributes"]}
          />
        ))}
      </ol>
      {links.length === 0 ? null : (
        <>
          <h3 className={styles.section}>Links</h3>
          {links.map((link) => (
            <p key={link.span_id} className={`${styles.block} pl-mono`}>
              {link.trace_id} {link.span_id}
            </p>
          ))}
        </>
      )}
    </section>
  );
}

/** Shown by themselves, and not again among the attributes. */
const shownKeys: ReadonlySet<string> = new Set(["exception.type", "exception.message", "exception.stacktrace"]);

/** Nested attributes under the keys that they were sent with: `net.peer.name` instead of an object in an object. */
export function dottedEntries(
  attributes: JsonObject,
  steps: readonly string[] = [],
): readonly (readonly [key: string, value: JsonValue, steps: readonly string[]])[] {
  return Object.entries(attributes).flatMap(([step, value]) => {
    const here = [...steps, step];
    const isNested = isJsonObject(value) && Object.keys(value).length > 0;
    return isNested ? dottedEntries(value, here) : [[here.join("."), value, here] as const];
  });
}

function Event(props: {
  readonly event: SpanDocument["events"][number];
  readonly spanStart: string;
  /** Where the event's attributes stand. */
  readonly at: ValuePath;
}) {
  const { event, spanStart, at } = props;
  const type = attributeText(event.attributes, "exception.type");
  const message = attributeText(event.attributes, "exception.message");
  const stack = attributeText(event.attributes, "exception.stacktrace");
  const isException = type !== undefined || message !== undefined;
  const rest = dottedEntries(event.attributes).filter(([key]) => !(isException && shownKeys.has(key)));
  return (
    <li className={styles.event}>
      <div className={styles.eventHead}>
        <b>{event.name}</b>
        <span title={event.time}>{offsetText(spanStart, event.time)}</span>
      </div>
      {isException ? <div className={styles.exception}>{errorText(type ?? null, message ?? null)}</div> : null}
      {stack === undefined ? null : <StackTrace text={stack} at={[...at, "exception", "stacktrace"]} />}
      {rest.length === 0 ? null : (
        <dl className={styles.pairs}>
          {rest.map(([key, value, steps]) => (
            <Attribute key={key} name={key} value={value} at={[...at, ...steps]} />
          ))}
        </dl>
      )}
    </li>
  );
}

function Attribute(props: { readonly name: string; readonly value: JsonValue; readonly at: ValuePath }) {
  const { name, value, at } = props;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <ValueText text={jsonText(value)} isCode={typeof value !== "string"} at={at} />
      </dd>
    </>
  );
}
