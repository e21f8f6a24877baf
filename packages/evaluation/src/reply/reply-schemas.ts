import { isJsonObject, type JsonValue } from "@plumbline/base/json";
import { z } from "zod";
import {
  type ClaimVerdict,
  type CorrectnessLabel,
  claimVerdicts,
  correctnessLabels,
  readClaimVerdict,
  readCorrectnessLabel,
  readGrade,
} from "./labels";

/**
 * The one place that fixes what a judge must reply: the JSON schema that is sent to it, and the reader that checks what
 * comes back. Reason comes before label, labels are English enums, every key is required.
 */
export interface ReplySchema<T> {
  /** Names the reply in json_schema and tool mode. */
  readonly name: string;
  readonly jsonSchema: Record<string, unknown>;
  /** The key that carries the verdict; a text that names it twice with different values is refused. */
  readonly verdictKey: string;
  /** Reads JSON whose keys are in lower case; undefined where it does not follow the schema. */
  read(value: JsonValue): T | undefined;
  /** Reads a bare label, or the value of a "label: x" line. Undefined where the reply is too rich for that. */
  readBare?(text: string): T | undefined;
  /** Whether two replies give the same verdict, whatever their reasons. */
  agree(a: T, b: T): boolean;
}

export interface CorrectnessReply {
  readonly reason: string;
  readonly label: CorrectnessLabel;
}
export interface RelevanceReply {
  readonly reason: string;
  readonly grade: number;
}
export interface ClaimsReply {
  readonly claims: readonly { readonly id: number; readonly claim: string }[];
}
export interface VerdictsReply {
  readonly verdicts: readonly {
    readonly id: number;
    readonly reason: string;
    readonly evidence: readonly number[];
    readonly verdict: ClaimVerdict;
  }[];
}

const reason = z
  .string()
  .nullish()
  .transform((text) => text ?? "");
const id = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number),
]);
/** Null is how many models write "none". */
const evidence = z
  .array(id)
  .nullable()
  .transform((ids) => ids ?? []);
const mapped = <T>(read: (value: JsonValue) => T | undefined) =>
  z.unknown().transform((value, context) => {
    const found = read(value as JsonValue);
    if (found !== undefined) return found;
    context.addIssue({ code: "custom", message: "not one of the allowed values" });
    return z.NEVER;
  });

const correctnessReader = z.object({ reason, label: mapped(readCorrectnessLabel) });
const relevanceReader = z.object({ reason, grade: mapped(readGrade) });
const claimsReader = z.object({ claims: z.array(z.object({ id, claim: z.string().trim().min(1) })) });
const verdictsReader = z.object({
  verdicts: z.array(z.object({ id, reason, evidence, verdict: mapped(readClaimVerdict) })),
});

export const correctnessReply: ReplySchema<CorrectnessReply> = {
  name: "correctness_verdict",
  jsonSchema: object({ reason: { type: "string" }, label: { type: "string", enum: correctnessLabels } }),
  verdictKey: "label",
  read: (value) => correctnessReader.safeParse(withEnglishKeys(value)).data,
  readBare: (text) => {
    const label = readCorrectnessLabel(text);
    return label === undefined ? undefined : { reason: "", label };
  },
  agree: (a, b) => a.label === b.label,
};

export const relevanceReply: ReplySchema<RelevanceReply> = {
  name: "relevance_grade",
  jsonSchema: object({ reason: { type: "string" }, grade: { type: "integer", enum: [0, 1, 2, 3] } }),
  verdictKey: "grade",
  read: (value) => relevanceReader.safeParse(withEnglishKeys(value)).data,
  readBare: (text) => {
    const grade = readGrade(text);
    return grade === undefined ? undefined : { reason: "", grade };
  },
  agree: (a, b) => a.grade === b.grade,
};

export const claimsReply: ReplySchema<ClaimsReply> = {
  name: "answer_claims",
  jsonSchema: object({ claims: array(object({ id: { type: "integer" }, claim: { type: "string" } })) }),
  verdictKey: "claims",
  read: (value) => claimsReader.safeParse(wrapList("claims", value)).data,
  agree: (a, b) => JSON.stringify(a.claims) === JSON.stringify(b.claims),
};

export const verdictsReply: ReplySchema<VerdictsReply> = {
  name: "claim_verdicts",
  jsonSchema: object({
    verdicts: array(
      object({
        id: { type: "integer" },
        reason: { type: "string" },
        evidence: array({ type: "integer" }),
        verdict: { type: "string", enum: claimVerdicts },
      }),
    ),
  }),
  verdictKey: "verdicts",
  read: (value) => verdictsReader.safeParse(wrapList("verdicts", wrapEntry(value))).data,
  agree: (a, b) => JSON.stringify(verdictsById(a)) === JSON.stringify(verdictsById(b)),
};

function verdictsById(reply: VerdictsReply): [number, ClaimVerdict][] {
  return reply.verdicts
    .map(({ id: claimId, verdict }): [number, ClaimVerdict] => [claimId, verdict])
    .sort(([a], [b]) => a - b);
}

/** A bare list of entries with ids stands for the object that should have held it. */
function wrapList(key: string, value: JsonValue): JsonValue {
  const isEntryList = Array.isArray(value) && value.every((item) => isJsonObject(item) && "id" in item);
  return isEntryList ? { [key]: value } : value;
}

/** One entry alone is a list of one: whoever asked about more claims notices that the others are missing. */
function wrapEntry(value: JsonValue): JsonValue {
  return isJsonObject(value) && "id" in value && "verdict" in value ? [value] : value;
}

const englishKeys: Readonly<Record<string, string>> = {
  理由: "reason",
  原因: "reason",
  标签: "label",
  结论: "label",
  等级: "grade",
  评分: "grade",
};

/** Judges that are asked in Chinese translate the keys at times. Both forms of one key are no reply. */
function withEnglishKeys(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || !Object.keys(value).some((key) => Object.hasOwn(englishKeys, key))) return value;
  const named = Object.entries(value).map(([key, inner]): [string, JsonValue] => [englishKeys[key] ?? key, inner]);
  return new Set(named.map(([key]) => key)).size === named.length ? Object.fromEntries(named) : null;
}

function object(properties: Record<string, unknown>): Record<string, unknown> {
  return { type: "object", additionalProperties: false, required: Object.keys(properties), properties };
}

function array(items: Record<string, unknown>): Record<string, unknown> {
  return { type: "array", items };
}
