import type { SessionSummary } from "@plumbline/span-store/read/session-types";
import { z } from "zod";

/** `tokens` of lists: null where nothing was reported. */
export const tokenSums = z
  .strictObject({ input: z.number().nullable(), output: z.number().nullable(), total: z.number() })
  .nullable()
  .describe("Null: no span reported any.");

export function tokenSumsFrom({ inputTokens: input, outputTokens: output }: TokenCounts) {
  return input === null && output === null ? null : { input, output, total: (input ?? 0) + (output ?? 0) };
}

interface TokenCounts {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** One session as lists show it. */
export const sessionItem = z.strictObject({
  sessionId: z.string(),
  startTime: z.string().describe("Start of its first trace. ISO 8601, UTC, microseconds."),
  endTime: z.string().describe("The last end of its traces."),
  lastActive: z.string().describe("Start of its last trace."),
  durationMs: z.number().describe("From the first start to the last end, pauses included."),
  traces: z.number().int(),
  errors: z.number().int(),
  isRunning: z.boolean().describe("A span has not ended; numbers are so far."),
  users: z.array(z.string()).describe("User ids in alphabetical order; the first 20."),
  applications: z.array(z.string()),
  tokens: tokenSums,
  cost: z.number().nullable().describe("US dollars; null: no price is known."),
  firstInput: z.string().nullable().describe("Preview, one line."),
  lastOutput: z.string().nullable(),
});
export type SessionItem = z.infer<typeof sessionItem>;

export function sessionItemFrom({ inputTokens, outputTokens, ...session }: SessionSummary): SessionItem {
  return {
    ...session,
    durationMs: Date.parse(session.endTime) - Date.parse(session.startTime),
    users: [...session.users],
    applications: [...session.applications],
    tokens: tokenSumsFrom({ inputTokens, outputTokens }),
  };
}
