import type { z } from "zod";

type RawIssue = z.core.$ZodRawIssue;
type Path = readonly PropertyKey[];

/** What an issue tells beside its message; raw and finished issues both have it. */
export interface IssueFacts {
  readonly code?: string | undefined;
  readonly path?: Path | undefined;
}

/** How the issues of one kind of value are told. */
export interface IssueWords {
  /** For `safeParse`: a sentence for every issue that a schema has no words for itself. */
  readonly error: z.core.$ZodErrorMap;
  /** The message of an issue as a sentence: which field, what it must be, and so what to write instead. */
  readonly sentence: (issue: IssueFacts & { readonly message: string }) => string;
  /** The field at fault as requests write it, `extraction.query[0].spanName`; of an unknown field its own name. */
  readonly field: (issue: IssueFacts & { readonly keys?: readonly string[] }) => string;
}

/**
 * Tells the issues of a value in finished sentences. `whole` names the value itself ("The body"); deeper than `depthMax` a
 * field is named after the one it lies in.
 *
 *     const words = issueWords("The body");
 *     const { error } = schema.safeParse(value, { error: words.error });
 *     error?.issues.map(words.sentence);
 *
 * A message that a schema brings itself comes first. It is a whole sentence with its full stop, or what must hold of the
 * field ("must be 32 hex digits"), which `sentence` completes.
 */
export function issueWords(whole: string, depthMax = Number.POSITIVE_INFINITY): IssueWords {
  const nameOf = (path: Path | undefined) => fieldText((path ?? []).slice(0, depthMax)) || whole;
  const sentence: IssueWords["sentence"] = ({ message, path }) =>
    message.endsWith(".") ? message : `${nameOf(path)} ${message}.`;
  return {
    error: (issue) => sentenceOf(issue, nameOf(issue.path), sentence),
    sentence,
    field: ({ code, path = [], keys = [] }) =>
      fieldText(code === "unrecognized_keys" ? [...path, keys[0] ?? ""] : path.slice(0, depthMax)),
  };
}

function fieldText(path: Path): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text === "" ? String(step) : `${text}.${String(step)}`,
    "",
  );
}

function sentenceOf(issue: RawIssue, name: string, sentence: IssueWords["sentence"]): string {
  switch (issue.code) {
    case "invalid_type":
      return typeSentence(name, kindOf(issue.expected), issue.input);
    case "too_big":
      return sizeSentence(name, issue, issue.maximum, issue.inclusive === false ? "less than" : "at most");
    case "too_small":
      return sizeSentence(name, issue, issue.minimum, issue.inclusive === false ? "more than" : "at least");
    case "invalid_value":
      return valueSentence(name, issue.values, issue.input);
    case "invalid_format":
      return `${name} must be ${formatWords[issue.format] ?? `of the form ${issue.pattern ?? issue.format}`}.`;
    case "unrecognized_keys":
      return unknownFieldSentence(name, issue.keys, issue.inst);
    case "not_multiple_of":
      return `${name} must be a multiple of ${issue.divisor}.`;
    case "invalid_union":
      return unionSentence(name, issue.errors, issue.input, sentence);
    default:
      return `${name} is not valid: the reference of the API says what it may be.`;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  date: "a time",
};

function kindOf(expected: string): string {
  return kinds[expected] ?? `of the type ${expected}`;
}

function typeSentence(name: string, expected: string, input: unknown): string {
  if (input === undefined) return `${name} is missing: it must be ${expected}.`;
  const given = givenKind(input);
  return given === undefined || given === expected
    ? `${name} must be ${expected}.`
    : `${name} must be ${expected}, not ${given}.`;
}

/** Undefined for what a text was turned into in vain: `limit=ten` is not a number, and nobody wrote NaN. */
function givenKind(input: unknown): string | undefined {
  if (input === null) return "null";
  if (Array.isArray(input)) return "a list";
  if (typeof input === "number") return Number.isFinite(input) ? `the number ${input}` : undefined;
  if (typeof input === "boolean") return String(input);
  return kinds[typeof input];
}

type SizeIssue = Extract<RawIssue, { readonly code: "too_big" | "too_small" }>;

function sizeSentence(name: string, issue: SizeIssue, bound: number | bigint, comparison: string): string {
  const unit = issue.origin === "string" ? "character" : issue.origin === "array" ? "entry" : undefined;
  if (unit === undefined) return `${name} must be ${comparison} ${bound}${numberGiven(issue.input)}.`;
  const isBlank = issue.code === "too_small" && Number(bound) === 1;
  if (isBlank && unit === "character") return `${name} must not be empty.`;
  const { length } = issue.input as { readonly length?: number };
  const has = length === undefined ? "" : `; it has ${length}`;
  return `${name} must have ${issue.exact === true ? "exactly" : comparison} ${counted(Number(bound), unit)}${has}.`;
}

function numberGiven(input: unknown): string {
  return typeof input === "number" ? `, not ${input}` : "";
}

function counted(count: number, unit: "character" | "entry"): string {
  if (count === 1) return `one ${unit}`;
  return `${count} ${unit === "entry" ? "entries" : "characters"}`;
}

/** Longer ones are not repeated: the caller knows what was sent. */
const givenCharsMax = 40;

function valueSentence(name: string, values: readonly unknown[], input: unknown): string {
  const allowed = values.map(String).join(", ");
  const one = values.length === 1 ? allowed : `one of ${allowed}`;
  if (input === undefined) return `${name} is missing: it must be ${one}.`;
  const given = typeof input === "string" && input.length <= givenCharsMax ? `, not "${input}"` : "";
  return `${name} must be ${one}${given}.`;
}

const formatWords: Readonly<Record<string, string>> = {
  datetime: "a time with its zone, such as 2026-11-22T17:40:00Z",
  date: "a day such as 2026-11-22",
  uuid: "a UUID such as 01939f4e-0000-7000-8000-000000000001",
  email: "an e-mail address",
  url: "an address such as https://example.com",
};

function unknownFieldSentence(name: string, keys: readonly string[], inst: unknown): string {
  const quoted = keys.map((key) => `"${key}"`).join(", ");
  const known = knownKeys(inst);
  const remedy = known.length === 0 ? "It takes none: leave it out." : `It knows: ${known.join(", ")}.`;
  return `${name} has no field ${quoted}. ${remedy}`;
}

/** The fields of the object, or of the record with fixed keys, that met the unknown one. */
function knownKeys(inst: unknown): readonly string[] {
  const { def } = (inst as { readonly _zod?: { readonly def?: SchemaDef } } | undefined)?._zod ?? {};
  return Object.keys(def?.shape ?? {}).concat([...(def?.keyType?._zod.values ?? [])].map(String));
}

interface SchemaDef {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly keyType?: { readonly _zod: { readonly values?: ReadonlySet<unknown> } };
}

/** Where one alternative is of the kind that was given, its own fault is told; else which kinds there are. */
function unionSentence(
  name: string,
  branches: readonly (readonly z.core.$ZodIssue[])[],
  input: unknown,
  sentence: IssueWords["sentence"],
): string {
  const fitting = branches.find((issues) => !issues.some(isOfOtherKind))?.[0];
  if (fitting !== undefined) return `${name}: ${sentence(fitting)}`;
  const expected = branches.flatMap((issues) =>
    issues.flatMap((issue) => (issue.code === "invalid_type" ? [kindOf(issue.expected)] : [])),
  );
  return typeSentence(name, [...new Set(expected)].join(" or "), input);
}

function isOfOtherKind(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && issue.code === "invalid_type";
}
