/** How sent token counts were made inclusive, for the flags of the span row and a note on the page. */
export type UsageNote = "input_repaired" | "output_repaired" | "cache_semantics_uncertain";

export interface TokenCounts {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly reportedTotalTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
}

export interface RepairedTokens {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly usageNotes: readonly UsageNote[];
}

/** Providers whose own API reports input without the cached part. */
const exclusiveProviders: ReadonlySet<string> = new Set(["anthropic", "aws.bedrock"]);

const none: readonly UsageNote[] = [];

/**
 * Makes counts inclusive: cache is a subset of input, reasoning of output (conventions 7.4). Some emitters send the input without
 * its cached part; then `sent total = input + output + cache`, or the cache is larger than the input. Nothing is ever subtracted.
 * Where a figure proves nothing either way it stays as sent, flagged for providers that are known to count exclusively.
 */
export function repairTokens(counts: TokenCounts, provider: string | undefined): RepairedTokens {
  const input = repairInput(counts, provider);
  const output = repairOutput(counts);
  if (input.note === undefined && output.note === undefined) {
    return { inputTokens: input.tokens, outputTokens: output.tokens, usageNotes: none };
  }
  const usageNotes = [input.note, output.note].filter((note) => note !== undefined);
  return { inputTokens: input.tokens, outputTokens: output.tokens, usageNotes };
}

interface Repair {
  readonly tokens: number | undefined;
  readonly note?: UsageNote;
}

function repairInput(counts: TokenCounts, provider: string | undefined): Repair {
  const { inputTokens: input, reportedTotalTokens: total } = counts;
  const cache = (counts.cacheReadTokens ?? 0) + (counts.cacheWriteTokens ?? 0);
  if (input === undefined || cache === 0) return { tokens: input };
  const sum = input + (counts.outputTokens ?? 0);
  if (total === sum + cache) return { tokens: input + cache, note: "input_repaired" };
  if (cache > input && total !== sum) return { tokens: input + cache, note: "input_repaired" };
  const isUncertain = total === undefined && provider !== undefined && exclusiveProviders.has(provider);
  return isUncertain ? { tokens: input, note: "cache_semantics_uncertain" } : { tokens: input };
}

/** Gemini counts thoughts apart from the answer: more reasoning than output means that output was exclusive. */
function repairOutput({ outputTokens: output, reasoningTokens: reasoning }: TokenCounts): Repair {
  if (output === undefined || reasoning === undefined || reasoning <= output) return { tokens: output };
  return { tokens: output + reasoning, note: "output_repaired" };
}
