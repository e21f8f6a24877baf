import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { fillerText } from "./filler";

export const benchMetrics = ["correctness", "faithfulness", "relevance"] as const;
export type BenchMetric = (typeof benchMetrics)[number];

/** What a person says about a case, for each metric; a relevance is its grade. */
export const benchLabels: Readonly<Record<BenchMetric, readonly string[]>> = {
  correctness: ["correct", "partially_correct", "incorrect", "abstained"],
  faithfulness: ["faithful", "unfaithful", "no_claims"],
  relevance: ["0", "1", "2", "3"],
};

const caseSchema = z.strictObject({
  id: z.string(),
  metric: z.enum(benchMetrics),
  language: z.enum(["en", "zh"]),
  /** What makes the case hard: a number, a negation, a swap … */
  kind: z.string(),
  input: z.strictObject({ query: z.string(), answer: z.string().optional(), documents: z.array(z.string()).min(1) }),
  /** Text that speaks to the judge; put behind the answer or the first document. `wanted`: the label that it asks for. */
  injection: z.strictObject({ into: z.enum(["answer", "document"]), text: z.string(), wanted: z.string() }).optional(),
  /** Unrelated text around the first document, so that it does not fit into one call. */
  filler: z
    .strictObject({ tokens: z.number().int().positive(), needle: z.enum(["first", "middle", "last"]) })
    .optional(),
  expected: z.string(),
  /** Why a person says so, in one sentence. */
  why: z.string().min(1),
});
export type JudgeCase = z.infer<typeof caseSchema>;

export type Suite = "plain" | "injection" | "long";

export function suiteOf({ injection, filler }: JudgeCase): Suite {
  if (injection !== undefined) return "injection";
  return filler === undefined ? "plain" : "long";
}

export interface CaseTexts {
  readonly query: string;
  /** Empty for relevance, which looks at no answer. */
  readonly answer: string;
  readonly documents: readonly string[];
}

/** What the judge gets to see. An injected case has its clean form as well. */
export function textsOf({ input, language, injection, filler }: JudgeCase, isInjected: boolean): CaseTexts {
  const { query, answer = "" } = input;
  const [first = "", ...others] = input.documents;
  const document = filler === undefined ? first : surround(first, fillerText(language, filler.tokens), filler.needle);
  const added = isInjected ? injection : undefined;
  const behind = (text: string, into: "answer" | "document") =>
    added?.into === into ? `${text}\n${added.text}` : text;
  return { query, answer: behind(answer, "answer"), documents: [behind(document, "document"), ...others] };
}

function surround(needle: string, paragraphs: readonly string[], at: "first" | "middle" | "last"): string {
  const place = { first: 0, middle: Math.floor(paragraphs.length / 2), last: paragraphs.length }[at];
  return [...paragraphs.slice(0, place), needle, ...paragraphs.slice(place)].filter((text) => text !== "").join("\n");
}

/** Every case of a folder of JSONL files, by file name and line. Throws with file and line where one is not valid. */
export async function readJudgeCases(folder: string): Promise<JudgeCase[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".jsonl")).sort();
  const cases: JudgeCase[] = [];
  for (const file of files) {
    const lines = (await readFile(path.join(folder, file), "utf8")).split("\n");
    for (const [index, line] of lines.entries()) {
      if (line.trim() === "") continue;
      const parsed = caseSchema.safeParse(JSON.parse(line));
      if (!parsed.success) throw new Error(`${file}, line ${index + 1}: ${z.prettifyError(parsed.error)}`);
      cases.push(parsed.data);
    }
  }
  return cases;
}
