import type { JudgeModel } from "@plumbline/db/generated/client";
import type { JudgePreset, JudgeSnapshot } from "../evaluation-types";
import type { OutputMode } from "../judge/endpoint";

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
  /** As the last test found it; null before the first. */
  readonly outputMode: OutputMode | null;
  readonly probedAt: string | null;
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
    outputMode: row.outputMode as OutputMode | null,
    probedAt: row.probedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function toSnapshot(row: JudgeModel, standInUrl: string | undefined): JudgeSnapshot {
  const { id, name, preset, model, baseUrl } = row;
  return { id, name, preset: preset as JudgePreset, model, baseUrl, isStandIn: isStandIn(row, standInUrl) };
}
