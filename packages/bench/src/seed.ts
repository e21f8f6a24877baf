import { setTimeout as delay } from "node:timers/promises";
import { createTestApiKey, createTestProject, testGrant } from "@plumbline/access/testing";
import { PlumblineError } from "@plumbline/base/errors";
import { newUuid, type ProjectId, type TraceId } from "@plumbline/base/ids";
import type { JsonValue } from "@plumbline/base/json";
import { msPerDay } from "@plumbline/base/time";
import type { Pool } from "@plumbline/db/pool";
import { ragRequest } from "@plumbline/fixtures/rag-traces";
import { protobufFromJsonValue } from "@plumbline/otlp/json-traces";
import { walkTraces } from "@plumbline/otlp/walk-traces";
import { writeEvaluationSummary } from "@plumbline/span-store/evaluation-summary";
import { createSpanWriter, type SpanWriter } from "@plumbline/span-store/write/span-writer";
import { benchFolderDefault, openBenchFolder, readSeedState, type SeedState, writeSeedState } from "./bench-folder";
import { NoFigure } from "./npm-start";
import { rollUpWaiting } from "./roll-up";
import { blockTraces, type VariedTrace, variedBlock } from "./varied-rag";

export interface SeedOptions {
  /** As people write it: 1M, 10M, 200k. */
  readonly spans?: string;
  readonly days?: string;
  readonly folder?: string;
}

const spansPerTrace = 8;
const tracesPerRequest = 64;

/**
 * Fills a folder with traces through the product's own writer, for benchmarks of reading. Interrupted (Ctrl-C too), it goes on
 * where it stopped when it is run again; a folder that holds something else is refused.
 */
export async function run(options: SeedOptions = {}): Promise<void> {
  const folder = options.folder ?? benchFolderDefault;
  const spans = countOf(options.spans ?? "1M", "--spans");
  const days = countOf(options.days ?? "7", "--days");
  const known = await readSeedState(folder);
  if (known !== undefined && (known.spans !== spans || known.days !== days)) {
    throw new NoFigure(
      `${folder} holds ${known.isDone ? "" : "a part of "}${said(known.spans)} spans over ${known.days} days. Delete it, or name another folder with --data.`,
    );
  }
  const database = await openBenchFolder(folder);
  try {
    if (known?.isDone) console.log(`${folder} holds ${said(spans)} spans over ${days} days already.`);
    else {
      const state = known ?? (await begin(database.pool, folder, spans, days));
      if (!(await fill(database.pool, folder, state))) return;
    }
    console.log("Counting for the roll-ups what a worker would have counted …");
    await rollUpWaiting(database.pool);
  } finally {
    await database.stop();
  }
}

function countOf(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text);
  const count = Number(match?.[1]) * ({ k: 1e3, M: 1e6 }[match?.[2] ?? ""] ?? 1);
  if (!Number.isInteger(count) || count < 1) {
    throw new NoFigure(`${option} must be a whole number such as 200k, 1M or 10M, not "${text}".`);
  }
  return count;
}

async function begin(pool: Pool, folder: string, spans: number, days: number): Promise<SeedState> {
  const projectId = await createTestProject(pool, "Bench");
  const { key } = await createTestApiKey(pool, projectId, ["read"]);
  const to = new Date();
  const from = new Date(to.getTime() - days * msPerDay);
  const range = { from: from.toISOString(), to: to.toISOString() };
  const state: SeedState = { spans, days, ...range, projectId, key, blocksWritten: 0, isDone: false };
  await writeSeedState(folder, state);
  return state;
}

/** Answers whether all of it stands. */
async function fill(pool: Pool, folder: string, state: SeedState): Promise<boolean> {
  const projectId = state.projectId as ProjectId;
  const traces = Math.ceil(state.spans / spansPerTrace);
  const blocks = Math.ceil(traces / blockTraces);
  const startOf = startsBetween(state, blocks * blockTraces);
  const writer = createSpanWriter({ pool });
  const progress = newProgress(state.blocksWritten, blocks);
  let isStopped = false;
  const stop = () => {
    isStopped = true;
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  for (let block = state.blocksWritten; block < blocks && !isStopped; block++) {
    const made = variedBlock(block, startOf);
    await writeBlock(writer, projectId, made);
    await writeEvaluations(pool, projectId, made);
    await writeSeedState(folder, { ...state, blocksWritten: block + 1 });
    progress(block + 1);
  }
  if (isStopped) {
    console.log("\nStopped. Run the same command again to go on.");
    return false;
  }
  console.log("\nVACUUM and ANALYZE, as a running installation has them from time to time …");
  for (const table of ["span", "trace", "trace_payload"]) await pool.query(`VACUUM (ANALYZE) ${table}`);
  await writeSeedState(folder, { ...state, blocksWritten: blocks, isDone: true });
  console.log(`${folder} holds ${said(blocks * blockTraces * spansPerTrace)} spans from ${state.from} to ${state.to}.`);
  return true;
}

/** Evenly over the range; the last trace has ended before its end. */
function startsBetween(state: SeedState, traces: number): (trace: number) => bigint {
  const [from, to] = [Date.parse(state.from), Date.parse(state.to)];
  const lengthUs = (to - from - 120_000) * 1000;
  return (trace) => BigInt(from) * 1_000_000n + BigInt(Math.floor((lengthUs * trace) / traces)) * 1000n;
}

async function writeBlock(writer: SpanWriter, projectId: ProjectId, traces: readonly VariedTrace[]): Promise<void> {
  const byService = new Map<string, VariedTrace[]>();
  for (const trace of traces) {
    const known = byService.get(trace.service);
    if (known === undefined) byService.set(trace.service, [trace]);
    else known.push(trace);
  }
  const grant = testGrant("span:write", projectId);
  const requests = [...byService].flatMap(([service, list]) =>
    Array.from({ length: Math.ceil(list.length / tracesPerRequest) }, (_, index) => {
      const part = list.slice(index * tracesPerRequest, (index + 1) * tracesPerRequest);
      const request = ragRequest(
        part.map(({ spans }) => spans),
        service,
      );
      return writeAgain(() => writer.write(grant, walkTraces(protobufFromJsonValue(request as JsonValue))));
    }),
  );
  for (const { rejected } of await Promise.all(requests)) {
    if (rejected.length > 0) throw new Error(`The writer refused ${rejected.length} spans of the seed.`);
  }
}

const attemptsMax = 20;
const retryMs = 3_000;

/** As an exporter does where the database is too busy to answer: what was sent is sent again. */
async function writeAgain<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      const isBusy = error instanceof PlumblineError && error.code === "store.unavailable";
      if (!isBusy || attempt >= attemptsMax) throw error;
      await delay(retryMs);
    }
  }
}

async function writeEvaluations(pool: Pool, projectId: ProjectId, traces: readonly VariedTrace[]): Promise<void> {
  for (const [index, { scores, spans }] of traces.entries()) {
    const traceId = spans[0]?.traceId;
    if (scores === undefined || traceId === undefined) continue;
    const state = (["succeeded", "succeeded", "succeeded", "failed", "not_extracted", "partly"] as const)[index % 6];
    await writeEvaluationSummary(pool, projectId, traceId as TraceId, {
      evaluationId: newUuid(),
      state: state ?? "succeeded",
      chip: null,
      judgeName: "stand-in (no model)",
      isStandIn: true,
      scores: state === "succeeded" || state === "partly" ? scores : [],
      finishedAt: null,
    });
  }
}

function newProgress(from: number, blocks: number): (written: number) => void {
  const started = performance.now();
  const spansPerBlock = blockTraces * spansPerTrace;
  let saidAt = 0;
  return (written) => {
    const now = performance.now();
    if (now - saidAt < 2_000 && written < blocks) return;
    saidAt = now;
    const perSecond = ((written - from) * spansPerBlock * 1000) / (now - started);
    const secondsLeft = Math.ceil(((blocks - written) * spansPerBlock) / perSecond);
    console.log(
      `${said(written * spansPerBlock)} of ${said(blocks * spansPerBlock)} spans, ${said(Math.round(perSecond))} a second, ${secondsLeft} s left`,
    );
  };
}

function said(count: number): string {
  return count.toLocaleString("en");
}
