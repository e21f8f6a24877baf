import { parseArgs } from "node:util";
import { type BenchMetric, benchMetrics } from "./judge-cases";

export interface JudgeBenchOptions {
  readonly baseUrl: string;
  readonly model: string;
  readonly token: string | undefined;
  readonly isJson: boolean;
  readonly only: BenchMetric | undefined;
  readonly concurrency: number;
  readonly contextTokens: number;
}

export type JudgeArguments =
  | { readonly kind: "help" }
  | { readonly kind: "run"; readonly options: JudgeBenchOptions }
  | { readonly kind: "wrong"; readonly sentence: string };

export const judgeBenchHelp = `npm run judge:bench -- --endpoint URL --model NAME [OPTIONS]

  --endpoint URL    base URL of an OpenAI-compatible server, up to /v1
  --model NAME      the model to ask
  --token-env VAR   environment variable that holds its token; none is sent without it
  --only METRIC     ${benchMetrics.join(", ")}
  --concurrency N   calls at once, 1 to 64; default 4
  --context N       the model's context in tokens; default 32768
  --json            one JSON object with every figure and every verdict
  --help            this list`;

const options = {
  endpoint: { type: "string" },
  model: { type: "string" },
  "token-env": { type: "string" },
  only: { type: "string" },
  concurrency: { type: "string", default: "4" },
  context: { type: "string", default: "32768" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** `environment`: where a token may stand; its value is never printed. */
export function readJudgeArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): JudgeArguments {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return wrong((error as Error).message);
  }
  if (values.help) return { kind: "help" };
  const { endpoint, model, only } = values;
  if (endpoint === undefined || !URL.canParse(endpoint)) return wrong("Name the server's base URL with --endpoint.");
  if (model === undefined) return wrong("Name the model with --model.");
  const metric = benchMetrics.find((each) => each === only);
  if (only !== undefined && metric === undefined) return wrong(`--only takes one of ${benchMetrics.join(", ")}.`);
  const concurrency = Number(values.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 64) return wrong("--concurrency is 1 to 64.");
  const contextTokens = Number(values.context);
  if (!Number.isInteger(contextTokens) || contextTokens < 2_048) return wrong("--context is at least 2048 tokens.");
  const variable = values["token-env"];
  const token = variable === undefined ? undefined : environment[variable];
  if (variable !== undefined && (token === undefined || token === "")) {
    return wrong(`The environment variable ${variable}, named by --token-env, is not set.`);
  }
  const baseUrl = endpoint.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
  const run = { baseUrl, model, token, isJson: values.json, only: metric, concurrency, contextTokens };
  return { kind: "run", options: run };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options }).values;
}

function wrong(sentence: string): JudgeArguments {
  return { kind: "wrong", sentence };
}
