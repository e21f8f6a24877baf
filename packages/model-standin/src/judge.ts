import { isJsonObject, type JsonObject, type JsonValue, tryParseJson } from "@plumbline/base/json";
import type { ChatMessage } from "./assistant";
import { isStandinNotice, type Language, standinReason } from "./identity";
import { contentTerms, coverage, isNegated, numbersIn, sentencesOf } from "./words";

/** A request that a judge's prompt makes: `PLUMBLINE-JUDGE <purpose> <version>` on the system message's first line. */
export interface JudgeRequest {
  readonly purpose: string;
  readonly language: Language;
  readonly data: JsonObject;
}

interface Source {
  readonly id: number;
  readonly text: string;
}

/** Undefined when the messages are no judge's: then the assistant answers. */
export function readJudgeRequest(messages: readonly ChatMessage[]): JudgeRequest | undefined {
  const system = messages.find(({ role }) => role === "system")?.content ?? "";
  const header = /^PLUMBLINE-JUDGE +([a-z_-]+) +\S+/.exec(system);
  if (header === null) return undefined;
  const user = messages.find(({ role }) => role === "user")?.content ?? "";
  const block = /<<<[A-Z-]+ ([0-9a-f]+)>>>\n([^\n]*)\n<<<[A-Z-]+ \1>>>/.exec(user);
  const data = tryParseJson(block?.[2] ?? "");
  return {
    purpose: header[1] ?? "",
    language: /^lang: *zh$/m.test(system) ? "zh" : "en",
    data: isJsonObject(data) ? data : {},
  };
}

/**
 * The verdict by word overlap: reproducible, valid by the schema, and no judgement. Throws for a purpose that is not known,
 * so that a new prompt is noticed instead of getting a made-up answer.
 */
export function judgeByOverlap({ purpose, language, data }: JudgeRequest): JsonObject {
  const query = textOf(data.query);
  const answer = textOf(data.answer);
  switch (purpose) {
    case "correctness":
      return judgeCorrectness(query, answer, sourcesOf(data.documents), language);
    case "claims":
      return listClaims(answer);
    case "verdicts":
      return { verdicts: claimsOf(data.claims).map((claim) => judgeClaim(claim, sourcesOf(data.documents), language)) };
    case "relevance":
      return gradeDocument(query, sourcesOf(isJsonObject(data.document) ? [data.document] : []), language);
    default:
      throw new Error(`The stand-in knows no judge called "${purpose}".`);
  }
}

const abstention =
  /\b(?:do(?:es)? not (?:know|say|hold|contain|mention)|don['’]t know|cannot answer|can['’]t answer|no (?:answer|information))|不知道|不清楚|无法回答|没有(?:说明|提到|提及|相关)/iu;

function judgeCorrectness(query: string, answer: string, documents: readonly Source[], language: Language): JsonObject {
  const facts = sentencesOf(answer).filter((sentence) => !isStandinNotice(sentence));
  const said = facts.join(" ");
  if (abstention.test(said))
    return { reason: reason(language, "the answer says that it does not know"), label: "abstained" };
  const source = documents.map(({ text }) => text).join("\n");
  const sourceTerms = contentTerms(source);
  const support = coverage(contentTerms(said), sourceTerms);
  const topic = coverage(contentTerms(query), new Set([...contentTerms(said), ...relatedTerms(said, documents)]));
  const foreign = [...numbersIn(said)].filter(
    (number) => !numbersIn(source).has(number) && !numbersIn(query).has(number),
  );
  const shares = `${percent(support)} of the answer's words stand in the documents, ${percent(topic)} of the question's words are met`;
  if (documents.length === 0) {
    return {
      reason: reason(language, `no documents; ${shares}`),
      label: topic >= 0.3 ? "correct" : "partially_correct",
    };
  }
  if (foreign.length > 0) {
    return { reason: reason(language, `${shares}; not in the documents: ${foreign.join(", ")}`), label: "incorrect" };
  }
  const label =
    support >= 0.6 && topic >= 0.4 ? "correct" : support >= 0.4 || topic >= 0.4 ? "partially_correct" : "incorrect";
  return { reason: reason(language, shares), label };
}

/** An answer that repeats a document's sentence need not repeat the question's words: the sentence it came from has them. */
function relatedTerms(answer: string, documents: readonly Source[]): ReadonlySet<string> {
  const wanted = contentTerms(answer);
  const sentences = documents.flatMap(({ text }) => sentencesOf(text));
  return new Set(
    sentences.filter((one) => coverage(wanted, contentTerms(one)) >= 0.5).flatMap((one) => [...contentTerms(one)]),
  );
}

function listClaims(answer: string): JsonObject {
  const facts = sentencesOf(answer).filter(
    (sentence) =>
      !isStandinNotice(sentence) &&
      !abstention.test(sentence) &&
      !/[?？]$/.test(sentence) &&
      contentTerms(sentence).size >= 2,
  );
  return { claims: facts.slice(0, 100).map((claim, index) => ({ id: index + 1, claim })) };
}

function judgeClaim(claim: { id: number; text: string }, documents: readonly Source[], language: Language): JsonObject {
  const wanted = contentTerms(claim.text);
  const [best] = documents
    .flatMap(({ id, text }) =>
      sentencesOf(text).map((sentence) => ({ id, sentence, score: coverage(wanted, contentTerms(sentence)) })),
    )
    .sort((a, b) => b.score - a.score);
  if (best === undefined || best.score < 0.5) {
    return verdict(
      claim.id,
      "not_found",
      [],
      reason(language, `at most ${percent(best?.score ?? 0)} of the words in one sentence`),
    );
  }
  const numbers = numbersIn(best.sentence);
  const foreign = [...numbersIn(claim.text)].filter((number) => !numbers.has(number));
  const place = `${percent(best.score)} of the words in document ${best.id}`;
  if (foreign.length > 0 && numbers.size > 0) {
    return verdict(claim.id, "contradicted", [best.id], reason(language, `${place}, but not ${foreign.join(", ")}`));
  }
  if (isNegated(claim.text) !== isNegated(best.sentence)) {
    return verdict(claim.id, "contradicted", [best.id], reason(language, `${place}, but one of the two is negated`));
  }
  return verdict(
    claim.id,
    best.score >= 0.6 ? "supported" : "not_found",
    best.score >= 0.6 ? [best.id] : [],
    reason(language, place),
  );
}

function gradeDocument(query: string, [document]: readonly Source[], language: Language): JsonObject {
  const wanted = contentTerms(query);
  const text = document?.text ?? "";
  const inSentence = Math.max(0, ...sentencesOf(text).map((sentence) => coverage(wanted, contentTerms(sentence))));
  const inDocument = coverage(wanted, contentTerms(text));
  const grade = inSentence >= 0.6 ? 3 : inDocument >= 0.5 ? 2 : inDocument >= 0.25 ? 1 : 0;
  const shares = `${percent(inDocument)} of the question's words in the document, ${percent(inSentence)} in one sentence`;
  return { reason: reason(language, shares), grade };
}

function verdict(id: number, label: string, evidence: number[], why: string): JsonObject {
  return { id, reason: why, evidence, verdict: label };
}

function reason(language: Language, facts: string): string {
  return `${standinReason[language]} ${facts}.`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

function sourcesOf(value: JsonValue | undefined): Source[] {
  const items = Array.isArray(value) ? value : [];
  return items
    .filter(isJsonObject)
    .map((item, index) => ({ id: Number(item.id ?? index + 1), text: textOf(item.text) }));
}

function claimsOf(value: JsonValue | undefined): { id: number; text: string }[] {
  const items = Array.isArray(value) ? value : [];
  return items
    .filter(isJsonObject)
    .map((item, index) => ({ id: Number(item.id ?? index + 1), text: textOf(item.claim) }));
}
