import { inTransaction, type Pool } from "@plumbline/db/pool";
import { kindNumbers } from "@plumbline/span/kind";
import {
  finestFirst,
  grains,
  type MetricKey,
  type MetricRow,
  MetricTable,
  type Resolution,
  unitMs,
} from "./metric-row";
import { replaceMetrics, type UnitRows } from "./replace-metrics";

export interface MetricsSeed {
  readonly projectId: string;
  /** Whole days before this time are filled, the minutes of the last of them, and the ten minutes of the last two. */
  readonly until: Date;
  readonly days: number;
  readonly spans: number;
}

const applications = 12;
const spanNames = 40;
const models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "qwen-max", "text-embedding-3-large"];
const spansPerTrace = 8;
/** Rows of one transaction: some 600 per hour. */
const unitsPerWrite: Readonly<Record<Resolution, number>> = { 0: 30, 1: 8, 2: 8, 3: 12 };

/**
 * Fills `metric` and `metric_error` with made-up roll-ups of a believable shape, without the spans: for benchmarks, never for
 * people. 12 applications, 40 span names and 5 models; every hour and day of the range, the ten minutes of its last two days,
 * and the minutes of the last one (by application, model and span name, without the span names of each application).
 */
export async function seedMetrics(pool: Pool, { projectId, until, days, spans }: MetricsSeed): Promise<void> {
  const toMs = Math.floor(until.getTime() / unitMs[2]) * unitMs[2];
  const fromMs = toMs - days * unitMs[2];
  const firstMs: Readonly<Record<Resolution, number>> = {
    0: toMs - unitMs[2],
    3: toMs - 2 * unitMs[2],
    1: fromMs,
    2: fromMs,
  };
  for (const resolution of finestFirst) {
    const length = unitMs[resolution];
    const first = firstMs[resolution] / length;
    await pool.query("INSERT INTO metric_horizon (project_id, resolution, kept_from) VALUES ($1, $2, $3)", [
      projectId,
      resolution,
      new Date(firstMs[resolution]).toISOString(),
    ]);
    const spansPerUnit = (spans * length) / (toMs - fromMs);
    for (let unit = first; unit < toMs / length; unit += unitsPerWrite[resolution]) {
      const last = Math.min(unit + unitsPerWrite[resolution], toMs / length);
      const units = Array.from({ length: last - unit }, (_, index) => makeUnit(unit + index, resolution, spansPerUnit));
      await inTransaction(pool, (client) => replaceMetrics(client, projectId, resolution, units));
    }
  }
  await pool.query("VACUUM (ANALYZE) metric");
  await pool.query("VACUUM (ANALYZE) metric_error");
}

function makeUnit(unit: number, resolution: Resolution, spans: number): UnitRows {
  const table = new MetricTable();
  const traces = spans / spansPerTrace;
  const add = (
    key: Partial<MetricKey> & Pick<MetricKey, "grain">,
    count: number,
    typicalMs: number,
    isCall = false,
  ) => {
    const figures = table.at({
      scope: "",
      environment: "production",
      name: "",
      kind: 0,
      model: "",
      provider: "",
      ...key,
    });
    const rounded = Math.max(1, Math.round(count * (0.8 + 0.4 * roll(unit, typicalMs))));
    figures.addSums({
      count: rounded,
      errors: Math.round(rounded * 0.012),
      durationNs: rounded * typicalMs * 1e6,
      inputTokens: isCall ? rounded * 1_200 : null,
      outputTokens: isCall ? rounded * 150 : null,
      cacheReadTokens: isCall ? rounded * 300 : null,
      cacheWriteTokens: null,
      reasoningTokens: null,
      cost: isCall ? rounded * 0.004 : null,
      calls: isCall ? rounded : 0,
      unpricedCalls: 0,
      lastReceivedAt: null,
    });
    fill(figures.durations, rounded, typicalMs);
    if (isCall) fill(figures.ttfts, rounded, typicalMs / 4);
  };
  for (let app = 0; app < applications; app++) {
    const share = 1 / (app + 1) / 3.1;
    const scope = `app-${app}`;
    add({ grain: grains.application, name: scope }, traces * share, 900 + app * 150, true);
    for (const [index, model] of models.entries()) {
      const call = { model, provider: "openai" };
      add({ grain: grains.applicationModel, scope, ...call }, (traces * share) / (index + 1), 700 + index * 90, true);
    }
    if (resolution === 0) continue;
    for (let name = 0; name < spanNames; name++)
      add({ ...spanKey(name), grain: grains.applicationSpan, scope }, (spans * share) / spanNames, 20 + name * 30);
  }
  add({ grain: grains.total }, traces, 1_000, true);
  for (const [index, model] of models.entries()) {
    add({ grain: grains.model, model, provider: "openai" }, traces / (index + 1), 700 + index * 90, true);
  }
  for (let name = 0; name < spanNames; name++)
    add({ ...spanKey(name), grain: grains.span }, spans / spanNames, 20 + name * 30);
  return { unit, metrics: table.values() as MetricRow[], errors: makeErrors(unit, resolution, traces) };
}

function spanKey(name: number): Partial<MetricKey> {
  const isCall = name % 8 === 0;
  return { name: `span-${name}`, kind: isCall ? kindNumbers.LLM : kindNumbers.CHAIN, model: isCall ? "gpt-4o" : "" };
}

/** A spread of e³ around the typical duration, in the bins that so many members would reach. */
function fill(histogram: MetricRow["figures"]["durations"], count: number, typicalMs: number): void {
  const bins = Math.min(60, count);
  const middle = Math.floor(Math.log(typicalMs * 1e6) * 20);
  for (let index = 0; index < bins; index++) {
    const bin = middle - 30 + index;
    const ns = Math.round(Math.exp((bin + 0.5) / 20));
    histogram.addBin({ bin, count: Math.max(1, Math.floor(count / bins)), minNs: ns, maxNs: ns + 1 });
  }
}

function makeErrors(unit: number, resolution: Resolution, traces: number): UnitRows["errors"] {
  const at = new Date(unit * unitMs[resolution]).toISOString();
  return Array.from({ length: 20 }, (_, index) => ({
    application: `app-${index % applications}`,
    environment: "production",
    errorType: index % 2 === 0 ? "TimeoutError" : "RateLimitError",
    shape: `upstream <n> of shape ${String.fromCharCode(97 + index)} failed after <n> s`,
    spanName: `span-${index}`,
    message: `upstream 17 of shape ${String.fromCharCode(97 + index)} failed after 30 s`,
    occurrences: Math.ceil((traces * 0.012) / 20),
    traces: Math.ceil((traces * 0.012) / 20),
    firstSeen: at,
    lastSeen: at,
    sampleTraces: ["0af76519-16cd-43dd-8448-eb211c80319c"],
  }));
}

/** An even spread over [0, 1) that is the same in every run. */
function roll(a: number, b: number): number {
  const mixed = Math.sin(a * 12.9898 + b * 78.233) * 43_758.5453;
  return mixed - Math.floor(mixed);
}
