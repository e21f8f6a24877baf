import { PlumblineError } from "@plumbline/base/errors";
import { joinItems } from "@plumbline/query/normalise";
import { parseQuery } from "@plumbline/query/parse";
import { type Query, queryLimits, type Value } from "@plumbline/query/query";
import type { QueryError } from "@plumbline/query/query-error";
import { evaluationStates, type TraceFilter, traceStates } from "@plumbline/span-store/read/types";
import { z } from "zod";
import { listOf } from "./list-of";
import { timeRange, toRange } from "./time-range";

const text = z.string().min(1).max(1000);

/** `q` by itself, for routes that take a whole query in their body or under another range. */
export const queryText = z
  .string()
  .max(queryLimits.charsMax)
  .describe(
    'A query in its text form, such as: status = error duration > 2s (model = gpt-4o or cost > 0.05) "refund policy". Clauses beside each other must all hold.',
  );

/** How far back lists reach without `from`: they cost the same however long, so as far as data is kept by default. */
export const listDaysByDefault = 30;

/** The filters of lists and of what is counted over them. All given ones must hold. */
export const traceFilter = {
  ...timeRange(listDaysByDefault),
  q: queryText.optional(),
  application: text.optional().describe("service.name, exactly."),
  status: listOf(z.enum(traceStates))
    .optional()
    .describe(
      `${traceStates.join(", ")}; several are alternatives, repeated or separated by commas. ok: no error, complete and ended. unset: the trace's status is unset, which most traces without an error are, so that ok holds them too.`,
    ),
  name: text.optional().describe("The exact name of any span of the trace."),
  traceId: z.string().max(64).optional().describe("A whole trace id, or at least 4 leading hex digits of one."),
  sessionId: text.optional(),
  userId: text.optional(),
  evaluation: listOf(z.enum(evaluationStates)).optional().describe("States of the newest evaluation."),
};

const schema = z.strictObject(traceFilter);

/** The filter as the span store takes it. Throws `request.invalid` for `q` and `traceId`, with their place in the text. */
export function toTraceFilter(parameters: z.output<typeof schema>, daysByDefault: number): TraceFilter {
  const { application, status, name, traceId, sessionId, userId, evaluation, q } = parameters;
  const items: (Query | undefined)[] = [
    q === undefined ? undefined : readQuery(q),
    clause("application", application),
    clause("status", status),
    clause("span", name),
    clause("trace", traceId === undefined ? undefined : readTraceId(traceId)),
    clause("session", sessionId),
    clause("user", userId),
    clause("evaluation", evaluation),
  ];
  const query = joinItems(
    "and",
    items.filter((item) => item !== undefined),
  );
  return { ...toRange(parameters, daysByDefault), ...(query === undefined ? {} : { query }) };
}

function clause(field: string, value: Value | readonly Value[] | undefined): Query | undefined {
  if (value === undefined) return undefined;
  const values = typeof value === "object" ? value : [value];
  return { type: "clause", field, operator: values.length === 1 ? "=" : "in", values };
}

const idDigitsMin = 4;

function readTraceId(text: string): string {
  const digits = text.trim().replaceAll("-", "").toLowerCase();
  if (/^[0-9a-f]{4,32}$/.test(digits)) return digits;
  throw new PlumblineError("request.invalid", {
    field: "traceId",
    message: `traceId must be ${idDigitsMin} to 32 hex digits: a whole trace id or its beginning.`,
  });
}

/** The tree of a query's text; undefined for an empty one. Throws `request.invalid` that names every fault with its place. */
export function readQuery(text: string): Query | undefined {
  const parsed = parseQuery(text);
  if (parsed.ok) return parsed.query;
  throw new PlumblineError("request.invalid", {
    field: "q",
    message: parsed.errors.map((error) => errorSentence(error, text)).join(" "),
  });
}

const shownCharsMax = 60;

function errorSentence({ message, start, end, clause, suggestion }: QueryError, text: string): string {
  const piece = text.slice(start, end);
  const shown = piece === "" || piece.length > shownCharsMax ? "" : ` (${piece})`;
  const place = `${clause === undefined ? "" : `clause ${clause}, `}character ${start + 1}${shown}`;
  const remedy = suggestion === undefined || message.includes(suggestion) ? "" : ` Write ${suggestion} there.`;
  return `q, ${place}: ${message}${remedy}`;
}
