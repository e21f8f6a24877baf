import { parseArgs } from "node:util";
import { type Config, reachableHost, readConfig } from "../config";
import { createChance } from "../demo/chance";
import { driveSample } from "../demo/drive-sample";
import { planEvaluations, requestEvaluations, waitForEvaluations } from "../demo/request-evaluations";
import { tellStories } from "../demo/scenarios";
import { sendTraces } from "../demo/send-traces";
import { otlpEndpoint } from "../launch/greeting";
import { type Progress, startProgress } from "../launch/progress";
import { loadSecrets } from "../launch/secrets";
import { answersOk } from "../launch/services";
import { Stop } from "../stop";

const visitCountDefault = 260;
const hoursBack = 6;
const evaluationWaitMs = 120_000;

/** Fills the running Plumbline with traces through its public OTLP port, has some of them evaluated, and says what to look at. */
export async function demo(args: readonly string[]): Promise<number> {
  const visitCount = readVisitCount(args);
  const config = readConfig();
  const consoleBase = `http://${reachableHost(config.host)}:${config.ports.console}`;
  const standinBase = `http://127.0.0.1:${config.ports.standin}`;
  await checkRunning(config, consoleBase);
  const secrets = await loadSecrets(config.dataFolder, config);
  const receiver = { endpoint: otlpEndpoint(config), apiKey: config.bootstrapApiKey ?? secrets.apiKey };

  const samples = await withProgress("Asking the sample service questions", (progress) =>
    driveSample(receiver, `${standinBase}/v1`, (asked, count) => progress.detail(`${asked} of ${count}`)),
  );
  const traces = tellStories(createChance(20_261_122), visitCount, Date.now(), hoursBack);
  await withProgress("Sending traces", (progress) =>
    sendTraces(receiver, traces, (sent) => progress.detail(`${sent} of ${traces.length}`)),
  );
  const api = { baseUrl: consoleBase, apiKey: receiver.apiKey };
  const outcome = await withProgress("Evaluating some of them with the stand-in judge", async (progress) => {
    const ids = await requestEvaluations(api, planEvaluations(samples, traces, `${standinBase}/v1`));
    return waitForEvaluations(api, ids, evaluationWaitMs, (ended) => progress.detail(`${ended} of ${ids.length}`));
  });
  const failed = traces.findLast(({ application, root }) => application === "order-agent" && root.error !== undefined);
  console.log(
    formatOutcome(config, { traceCount: samples.length + traces.length, outcome, failedTraceId: failed?.traceId }),
  );
  return 0;
}

const usage = "Usage: npm run demo [-- --visits 30..100000]";

/** Throws `Stop` with the usage for anything else than --visits and a number in its range. */
export function readVisitCount(args: readonly string[]): number {
  let visits: string | undefined;
  try {
    ({ visits } = parseArgs({ args: [...args], options: { visits: { type: "string" } }, strict: true }).values);
  } catch (error) {
    throw new Stop(usage, { cause: error });
  }
  const count = Number(visits ?? visitCountDefault);
  if (!Number.isInteger(count) || count < 30 || count > 100_000)
    throw new Stop("--visits must be a number from 30 to 100000.");
  return count;
}

/** The demo starts no second Plumbline: it needs the running one. */
async function checkRunning(config: Config, consoleBase: string): Promise<void> {
  const [ingest, console] = await Promise.all([
    answersOk(`${otlpEndpoint(config)}/health`),
    answersOk(`${consoleBase}/api/health`),
  ]);
  if (ingest && console) return;
  throw new Stop(
    `No Plumbline answers at ${ingest ? consoleBase : otlpEndpoint(config)}. Start it with \`npm start\` in another terminal, then run \`npm run demo\` again.`,
  );
}

async function withProgress<T>(title: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = startProgress(title);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}

interface Outcome {
  readonly traceCount: number;
  readonly outcome: ReadonlyMap<string, number>;
  readonly failedTraceId: string | undefined;
}

const stateWords: Readonly<Record<string, string>> = {
  succeeded: "scored",
  partly: "partly scored",
  not_extracted: "not extracted",
  failed: "failed",
};

function formatOutcome(config: Config, { traceCount, outcome, failedTraceId }: Outcome): string {
  const project = `${config.consoleUrl}/p/default`;
  const evaluations = [...outcome].map(([state, count]) => `${count} ${stateWords[state] ?? state}`).join(", ");
  return [
    "",
    `${traceCount} traces of seven applications are stored. Evaluations: ${evaluations}.`,
    "",
    "What to look at:",
    `  ${project}/applications`,
    "      seven applications with their response times, tokens and errors",
    `  ${project}/traces?application=rag-node`,
    "      the sample's own traces: retrieval, generation, and an Evaluation Result on each",
    `  ${project}/traces?application=knowledge-search`,
    "      scored, not extracted and failed evaluations; some searches are very slow",
    `  ${project}/traces?status=error`,
    "      rate limits and a stock service that is away",
    ...(failedTraceId === undefined
      ? []
      : [`  ${project}/traces/${failedTraceId}`, "      a tool that fails and the chain that it breaks"]),
    "",
    "The scores come from the stand-in judge, which compares words and understands nothing: they show the way, not the quality.",
  ].join("\n");
}
