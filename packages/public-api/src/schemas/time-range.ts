import { PlumblineError } from "@plumbline/base/errors";
import { msPerDay } from "@plumbline/base/time";
import { rangeDaysMax } from "@plumbline/span-store/read/trace-filter";
import { z } from "zod";

const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-11-22T17:40:00Z" });

/** `from` and `to` of a query, RFC 3339. The reference says how far back a range reaches that has no start. */
export function timeRange(daysByDefault: number) {
  const byDefault = daysByDefault === 1 ? "24 hours" : `${daysByDefault} days`;
  return {
    from: time
      .optional()
      .describe(
        `Inclusive start, RFC 3339, at most ${rangeDaysMax} days before to. Default: ${byDefault} before to, so that without from and to the last ${byDefault} are meant.`,
      ),
    to: time.optional().describe("Exclusive end, RFC 3339. Default: now, also where only from is given."),
  };
}

/** Clocks of senders run ahead by seconds: "now" as an end must not hide what just came in. */
const clockSkewMs = 60_000;

/** The range as dates. Without `from` it reaches `daysByDefault` back from its end, without `to` it ends now. */
export function toRange(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  daysByDefault: number,
): { from: Date; to: Date } {
  const to = query.to === undefined ? new Date(Date.now() + clockSkewMs) : new Date(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - daysByDefault * msPerDay) : new Date(query.from);
  if (from < to) return { from, to };
  throw query.to === undefined
    ? new PlumblineError("request.invalid", {
        field: "from",
        message: "The time range is empty: without to it ends now, and from lies in the future.",
      })
    : new PlumblineError("request.invalid", {
        field: "to",
        message: "The time range is empty: to must be a time after from.",
      });
}
