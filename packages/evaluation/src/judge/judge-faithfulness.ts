import { claimsPrompt } from "../prompts/claims";
import { verdictsPrompt } from "../prompts/verdicts";
import type { ClaimVerdict } from "../reply/labels";
import { type ClaimsReply, claimsReply, type VerdictsReply, verdictsReply } from "../reply/reply-schemas";
import { askJudge, type JudgeSession } from "./ask-judge";
import { documentBudget } from "./content-budget";
import { isDegenerateAnswer } from "./degenerate-answer";
import { gather, gatherParts, type PartAnswers } from "./gather";
import { partsDetail, undecided } from "./judged-parts";
import type { JudgeInput, MetricResult } from "./metric-result";
import { chunkDocuments, type DocumentPart, estimateTokens, splitByTokens } from "./text-budget";

/** Long lists make judges skip entries, so verdicts are asked for in batches. */
const claimsPerCall = 20;
const claimsMax = 200;
const tokensPerVerdict = 120;

interface Claim {
  readonly id: number;
  readonly claim: string;
}

export interface JudgedClaim extends Claim {
  readonly verdict: ClaimVerdict;
  readonly reason: string;
  /** Ids of the documents that decide it. */
  readonly evidence: readonly number[];
}

const base = { metric: "faithfulness", promptVersion: `${claimsPrompt.version}+${verdictsPrompt.version}` } as const;

/**
 * Share of the answer's claims that the documents support. An answer without claims ("I do not know", a greeting) and an
 * empty one have nothing to judge: not applicable, never 0 or 1.
 */
export async function judgeFaithfulness(session: JudgeSession, input: JudgeInput): Promise<MetricResult> {
  if (isDegenerateAnswer(input.answer)) return notApplicable("Empty answer: it makes no claim.", "empty_answer");
  const claims = await listClaims(session, input);
  if (claims.length === 0) return notApplicable("The answer makes no claim that could be checked.", "no_claims");

  const budget = documentBudget(
    session.endpoint,
    verdictsPrompt,
    input.language,
    input.query + JSON.stringify(claims.slice(0, claimsPerCall)),
    verdictTokens(Math.min(claims.length, claimsPerCall)),
  );
  const chunks = chunkDocuments(input.documents, budget);
  const perBatch = await gather(
    batches(claims).map((batch, index) => judgeBatch(session, input, batch, chunks, index)),
  );
  const judged = perBatch.flatMap(({ claims: each }) => each);
  const chunksJudged = chunks.filter((_, index) => perBatch.every(({ parts }) => parts.answers[index] !== undefined));
  const detail = {
    claims: judged,
    documents: input.documents.length,
    ...partsDetail(chunksJudged.length, chunks.length),
  };
  const open = perBatch.find(({ parts, claims: each }) => parts.failure !== undefined && !each.every(isSupported));
  if (open?.parts.failure !== undefined) {
    return { ...base, ...undecided(open.parts.failure, chunksJudged.length, chunks.length), detail };
  }
  const supported = judged.filter(isSupported).length;
  return {
    ...base,
    state: "scored",
    score: supported / judged.length,
    label: `${supported}/${judged.length}`,
    reason: `${supported} of ${judged.length} claims are supported by the documents.`,
    detail,
  };
}

function isSupported({ verdict }: JudgedClaim): boolean {
  return verdict === "supported";
}

async function listClaims(session: JudgeSession, { query, answer, language }: JudgeInput): Promise<Claim[]> {
  const maxTokens = Math.min(4_096, 256 + 2 * estimateTokens(answer));
  const budget = documentBudget(session.endpoint, claimsPrompt, language, query, maxTokens);
  const pieces = splitByTokens(answer, budget);
  const replies = await gather(
    pieces.map((piece, index) =>
      askJudge(session, {
        prompt: claimsPrompt,
        ...(pieces.length > 1 ? { part: `${index + 1}` } : {}),
        language,
        content: { query, answer: piece },
        schema: claimsReply,
        maxTokens,
        check: checkClaims,
      }),
    ),
  );
  return replies.flatMap((reply) => reply.claims).map(({ claim }, index) => ({ id: index + 1, claim }));
}

function checkClaims({ claims }: ClaimsReply): string | undefined {
  if (new Set(claims.map(({ id }) => id)).size !== claims.length) return "two claims have the same id";
  return claims.length > claimsMax ? `it lists more than ${claimsMax} claims` : undefined;
}

interface JudgedBatch {
  readonly claims: readonly JudgedClaim[];
  readonly parts: PartAnswers<VerdictsReply>;
}

/**
 * Every claim of the batch against every chunk; a claim is supported if any chunk supports it, so a chunk that could not be
 * judged leaves open only those that no other supports.
 */
async function judgeBatch(
  session: JudgeSession,
  { query, language }: JudgeInput,
  claims: readonly Claim[],
  chunks: readonly DocumentPart[][],
  batchIndex: number,
): Promise<JudgedBatch> {
  const parts = await gatherParts(
    chunks.map((documents, chunkIndex) =>
      askJudge(session, {
        prompt: verdictsPrompt,
        part: `${batchIndex + 1}.${chunkIndex + 1}`,
        language,
        content: { query, claims, documents },
        schema: verdictsReply,
        maxTokens: verdictTokens(claims.length),
        check: (reply) => checkVerdicts(reply, claims),
      }),
    ),
  );
  const replies = parts.answers.filter((reply) => reply !== undefined);
  const documentIds = new Set(chunks.flat().map(({ id }) => id));
  return { claims: claims.map((claim) => mergeVerdicts(claim, replies, documentIds)), parts };
}

/** Verdicts are matched by id; a missing, doubled or foreign id makes the reply unreadable, never "unsupported". */
function checkVerdicts({ verdicts }: VerdictsReply, claims: readonly Claim[]): string | undefined {
  const expected = new Set(claims.map(({ id }) => id));
  const seen = new Set<number>();
  for (const { id } of verdicts) {
    if (!expected.has(id)) return `it judges claim ${id}, which was not asked`;
    if (seen.has(id)) return `it judges claim ${id} twice`;
    seen.add(id);
  }
  const missing = claims.find(({ id }) => !seen.has(id));
  return missing === undefined ? undefined : `it has no verdict for claim ${missing.id}`;
}

const verdictRank: Record<ClaimVerdict, number> = { supported: 2, contradicted: 1, not_found: 0 };

function mergeVerdicts(claim: Claim, replies: readonly VerdictsReply[], documentIds: ReadonlySet<number>): JudgedClaim {
  const verdicts = replies.flatMap(({ verdicts: all }) => all.filter(({ id }) => id === claim.id));
  const strongest = verdicts.reduce((a, b) => (verdictRank[b.verdict] > verdictRank[a.verdict] ? b : a));
  const agreeing = verdicts.filter(({ verdict }) => verdict === strongest.verdict);
  const evidence = [...new Set(agreeing.flatMap((verdict) => verdict.evidence))].filter((id) => documentIds.has(id));
  return { ...claim, verdict: strongest.verdict, reason: strongest.reason, evidence };
}

function batches(claims: readonly Claim[]): Claim[][] {
  return Array.from({ length: Math.ceil(claims.length / claimsPerCall) }, (_, index) =>
    claims.slice(index * claimsPerCall, (index + 1) * claimsPerCall),
  );
}

function verdictTokens(claims: number): number {
  return 256 + claims * tokensPerVerdict;
}

function notApplicable(reason: string, label: string): MetricResult {
  return { ...base, state: "not_applicable", score: null, label, reason, detail: {} };
}
