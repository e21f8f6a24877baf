import { z } from "zod";

const texts = z
  .strictObject({
    values: z.array(z.string()),
    at: z.array(z.number().int()).describe("Per span the index into values; -1 is null."),
  })
  .describe("A column of repeating texts.");
const numbers = z.array(z.number().nullable());

/** The span rows of a trace by column; `../span-columns` encodes and decodes them. */
export const spanColumns = z.strictObject({
  spanIds: z.string().describe("16 hex digits per span, one after the other."),
  parents: z.array(z.number().int()).describe("Index of the parent's row; -1: root; -2: the parent has not arrived."),
  missingParents: z.array(z.tuple([z.number().int(), z.string()])).describe("[row, parent span id] for each -2."),
  names: texts,
  services: texts,
  kinds: texts,
  statuses: texts,
  models: texts,
  errorTypes: texts,
  errorMessages: texts,
  offsetsUs: z.array(z.number()).describe("Microseconds from the start of the trace."),
  durationsMs: numbers.describe("Null: the span has not ended."),
  inputTokens: numbers,
  outputTokens: numbers,
  costs: numbers.describe("US dollars; null for wrappers too, so that they add up to the trace's cost."),
  ttftMs: numbers,
});
