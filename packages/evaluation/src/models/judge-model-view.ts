import type { JudgeModel } from "@plumbline/db/generated/client";
import type { JudgePreset, JudgeSnapshot } from "../evaluation-types";
import type { EndpointQuirks, OutputMode } from "../judge/endpoint";
import type { JudgeTrouble } from "./judge-news";

/** A judge as the API shows it. The token is write-only: its last four characters are all that ever comes back. */
export interface JudgeModelView {
  readonly id: string;
  readonly name: string;
  readonly preset: JudgePreset;
  readonly isStandIn: boolean;
  readonly baseUrl: string;
  readonly model: string;
  readonly hasToken: boolean;
  readonly tokenLast4: string | null;
  readonly authScheme: "bearer" | "raw";
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly contextTokens: number;
  readonly maxConcurrency: number;
  readonly timeoutMs: number;
  /** What the account allows in a minute; null: not known. */
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  /** US dollars per million tokens; null: no price is set, and no cost is shown. */
  readonly inputPerMillion: number | null;
  readonly outputPerMillion: number | null;
  /** Parameters that its server refused, which are left out of every call since. */
  readonly refusedParameters: readonly string[];
  /** How the judge answers, or for a preset is known to; null while neither is known. */
  readonly outputMode: OutputMode | null;
  /** The last test that passed. */
  readonly probedAt: string | null;
  /** The last readable answer, of a run or a test; null: there was none yet. */
  readonly lastAnswerAt: string | null;
  /** The last call that gave none. It may be older than the last answer. */
  readonly lastFailure: (JudgeTrouble & { readonly at: string }) | null;
  /** False: it came with a request and stands in no list of choices. */
  readonly isListed: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The stand-in under any name: its own preset, or a judge that was set up by hand at its address. */
function isStandIn({ preset, baseUrl }: JudgeModel, standInUrl: string | undefined): boolean {
  return preset === "stand-in" || (standInUrl !== undefined && new URL(baseUrl).origin === new URL(standInUrl).origin);
}

export function toView(row: JudgeModel, standInUrl: string | undefined): JudgeModelView {
  return {
    id: row.id,
    name: row.name,
    preset: row.preset as JudgePreset,
    isStandIn: isStandIn(row, standInUrl),
    baseUrl: row.baseUrl,
    model: row.model,
    hasToken: row.tokenSealed !== null,
    tokenLast4: row.tokenLast4,
    authScheme: row.authScheme as JudgeModelView["authScheme"],
    temperature: row.temperature,
    topP: row.topP,
    contextTokens: row.contextTokens,
    maxConcurrency: row.maxConcurrency,
    timeoutMs: row.timeoutMs,
    requestsPerMinute: row.requestsPerMinute,
    tokensPerMinute: row.tokensPerMinute,
    inputPerMillion: row.inputPerMillion,
    outputPerMillion: row.outputPerMillion,
    refusedParameters: (row.quirks as EndpointQuirks | null)?.dropped ?? [],
    outputMode: row.outputMode as OutputMode | null,
    probedAt: row.probedAt?.toISOString() ?? null,
    lastAnswerAt: row.lastAnswerAt?.toISOString() ?? null,
    lastFailure:
      row.lastFailedAt === null || row.lastFailure === null
        ? null
        : { ...(row.lastFailure as unknown as JudgeTrouble), at: row.lastFailedAt.toISOString() },
    isListed: row.isListed,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function toSnapshot(row: JudgeModel, standInUrl: string | undefined): JudgeSnapshot {
  const { id, name, preset, model, baseUrl } = row;
  return { id, name, preset: preset as JudgePreset, model, baseUrl, isStandIn: isStandIn(row, standInUrl) };
}
