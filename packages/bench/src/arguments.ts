import { parseArgs } from "node:util";

export interface Options {
  readonly isJson: boolean;
  readonly isWarmOnly: boolean;
  readonly spans?: string;
  readonly days?: string;
  /** Folder of a seeded database. */
  readonly folder?: string;
}

export type Arguments =
  | { readonly kind: "help" }
  | { readonly kind: "run"; readonly name: string; readonly options: Options }
  /** What is wrong, as a sentence. */
  | { readonly kind: "wrong"; readonly sentence: string };

const options = {
  json: { type: "boolean", default: false },
  "warm-only": { type: "boolean", default: false },
  spans: { type: "string" },
  days: { type: "string" },
  data: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

export const optionLines = `  --json       one JSON object per figure
  --warm-only  start: this checkout as it is, no fresh clone
  --spans      seed: how many, such as 1M
  --days       seed: over how many days, such as 7
  --data       folder of a seeded database; default: .plumbline-bench
  --help       this list`;

/** What `npm run bench -- …` asks for. `names` are the benchmarks that there are. */
export function readArguments(args: readonly string[], names: readonly string[]): Arguments {
  const parsed = parse(args);
  if (parsed instanceof Error) return { kind: "wrong", sentence: sentenceOf(parsed.message) };
  const { values, positionals } = parsed;
  const [name, ...others] = positionals;
  if (values.help || name === "help") return { kind: "help" };
  if (name === undefined) return { kind: "wrong", sentence: "Name a benchmark." };
  if (!names.includes(name)) return { kind: "wrong", sentence: `There is no benchmark ${name}.` };
  if (others.length > 0)
    return { kind: "wrong", sentence: `One benchmark at a time: ${name} or ${others.join(" or ")}.` };
  return {
    kind: "run",
    name,
    options: {
      isJson: values.json,
      isWarmOnly: values["warm-only"],
      ...(values.spans === undefined ? {} : { spans: values.spans }),
      ...(values.days === undefined ? {} : { days: values.days }),
      ...(values.data === undefined ? {} : { folder: values.data }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return error as Error;
  }
}

/** parseArgs ends some messages with advice about positional arguments, which is no help here. */
function sentenceOf(message: string): string {
  const [first = message] = message.split(/\. |\n/);
  return `${first.replace(/\.$/, "")}.`;
}
