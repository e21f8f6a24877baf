import { type PlumblineError, toPlumblineError } from "@plumbline/base/errors";
import { z } from "zod";

export const errorAnswer = z.strictObject({
  error: z.strictObject({
    code: z.string().describe("A row of the error catalogue, for programs."),
    message: z.string().describe("What happened, what was kept and what to do, for people."),
    field: z.string().optional().describe("The field or limit at fault, as the request names it."),
    requestId: z.string().describe("Stands in the log too."),
  }),
});
export type ErrorAnswer = z.infer<typeof errorAnswer>;

/** The response to anything thrown, and the error it stands for, so that the caller can log it. */
export function answerError(thrown: unknown, requestId: string): { error: PlumblineError; response: Response } {
  const error = toPlumblineError(thrown);
  const body: ErrorAnswer = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.field === undefined ? {} : { field: error.field }),
      requestId,
    },
  };
  const headers = new Headers();
  if (error.retryAfterSeconds !== undefined) headers.set("retry-after", String(Math.ceil(error.retryAfterSeconds)));
  if (error.row.http === 401) headers.set("www-authenticate", 'Bearer realm="plumbline"');
  return { error, response: Response.json(body, { status: error.row.http, headers }) };
}
