import { testGrant } from "@plumbline/access/testing";
import type { ProjectId } from "@plumbline/base/ids";
import type { JsonValue } from "@plumbline/base/json";
import type { Pool } from "@plumbline/db/pool";
import { protobufFromJsonValue } from "@plumbline/otlp/json-traces";
import { walkTraces } from "@plumbline/otlp/walk-traces";
import { parseQuery } from "@plumbline/query/parse";
import type { Query } from "@plumbline/query/query";
import { listTraces } from "@plumbline/span-store/read/list-traces";
import { createInlineIndexer } from "@plumbline/span-store/search/search-indexer";
import { createSpanWriter } from "@plumbline/span-store/write/span-writer";
import { type BenchFolder, benchFolderDefault, openBenchFolder, readSeedState, type SeedState } from "./bench-folder";
import { describeConditions, readConditions } from "./conditions";
import { canReadCpuTime, cpuSeconds, treeCpuSeconds } from "./cpu-time";
import { measureSlowDown } from "./ingest-beside-index";
import { NoFigure } from "./npm-start";
import { plantedSpans } from "./planted-texts";
import { type Timing, timed } from "./trace-database";

export interface SearchBenchOptions {
  readonly folder?: string;
  readonly isJson?: boolean;
}

/** What is asked for, in the words of the filter bar. Planted texts stand in so many traces as `planted-texts` says. */
const questions: readonly (readonly [name: string, query: string])[] = [
  ["a word in 3 traces", "kryptonite"],
  ["a word in one trace of 250", "zirconium"],
  ["a common word", "la"],
  ["a phrase of three words", '"zirconium bearing grease"'],
  ["a Chinese phrase in one trace of 250", '"退款政策"'],
  ["an Arabic word in one trace of 250", '"سياسة"'],
  ["no match, one word", "xylophonequartz"],
  ["no match, Chinese", '"麒麟骑士"'],
  ["attribute equals, rare", 'attributes.session.id = "session-77"'],
  ["attribute equals, no match", 'attributes.session.id = "nobody"'],
  ["attribute above, one trace in 200", "attributes.llm.token_count.prompt > 12000"],
  ["attribute above, no match", "attributes.llm.token_count.prompt > 900000"],
  ["attribute equals, one trace in 2,000", 'attributes.user.id = "user-77"'],
  ["attribute contains, one trace in 20,000", "attributes.llm.model_name ~ rare"],
  ["attribute of a rare row", "duration > 10s attributes.llm.model_name = gpt-4o"],
  ["attribute of an error", "status = error attributes.llm.model_name = gpt-4o"],
  ["list item below", "attributes.retrieval.documents[*].document.score < 0.8"],
  ["text in a kind of span", 'has(kind = LLM "zirconium")'],
  ["text of one application", 'application = app-3 "zirconium"'],
];

export interface SearchFigure extends Timing {
  readonly name: string;
  readonly query: string;
  readonly items: number;
  readonly searchedBackTo: string | undefined;
}

/** Measures searches over a seeded folder: the store's list of 50, newest first, over all days, from the query tree to rows. */
export async function run({ folder = benchFolderDefault, isJson = false }: SearchBenchOptions = {}): Promise<void> {
  const state = await readSeedState(folder);
  if (!state?.isDone) {
    throw new NoFigure(
      `${folder} holds no seeded database. Make one: npm run bench -- seed --spans 1M --data ${folder}`,
    );
  }
  const conditions = readConditions();
  const database = await openBenchFolder(folder);
  try {
    await plant(database.pool, state);
    const index = await measureIndex(database);
    if (!isJson) console.log(`indexed ${index.spans} spans in ${Math.round(index.seconds)} s`);
    await database.pool.query("VACUUM (ANALYZE) search_segment, search_number, search_text, trace");
    const figures: SearchFigure[] = [];
    for (const [name, text] of questions) {
      const figure = await measure(database.pool, state, name, text);
      if (!isJson) console.log(`${name}: ${figure.msP50} ms`);
      figures.push(figure);
    }
    print(isJson, state, index, figures);
  } finally {
    await database.stop();
  }
  const slowDown = await measureSlowDown();
  if (isJson) console.log(JSON.stringify({ bench: "search", ...slowDown }));
  else console.table({ "ingest, spans/s": slowDown });
  console.log(describeConditions(conditions));
}

async function plant(pool: Pool, state: SeedState): Promise<void> {
  const writer = createSpanWriter({ pool });
  const grant = testGrant("span:write", state.projectId as ProjectId);
  for (const request of plantedSpans(state)) {
    await writer.write(grant, walkTraces(protobufFromJsonValue(request as JsonValue)));
  }
}

interface IndexFigure {
  readonly spans: number;
  readonly segments: number;
  readonly seconds: number;
  readonly nodeCpuSecondsPerMillion: number | undefined;
  readonly postgresCpuSecondsPerMillion: number | undefined;
  readonly bytesPerSpan: number;
}

/** Of what is not indexed yet; the bytes are those of the whole index. */
async function measureIndex({ pool, postgresPid }: BenchFolder): Promise<IndexFigure> {
  const postgresBefore = canReadCpuTime ? treeCpuSeconds(postgresPid) : 0;
  const nodeBefore = canReadCpuTime ? cpuSeconds(process.pid) : 0;
  const started = performance.now();
  const { spans, segments } = await createInlineIndexer(pool, { waitMsMax: 0 }).run(new AbortController().signal);
  const perMillion = (after: number, before: number) =>
    canReadCpuTime && spans > 0 ? ((after - before) / spans) * 1e6 : undefined;
  const { rows } = await pool.query<{ bytes: number; spans: number }>(
    `SELECT (SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(ARRAY['search_segment', 'search_number', 'search_text', 'attribute_key']) AS name)::float8
  + pg_relation_size('trace_received_idx') AS bytes, (SELECT sum(span_count) FROM search_segment)::float8 AS spans`,
  );
  return {
    spans,
    segments,
    seconds: (performance.now() - started) / 1000,
    nodeCpuSecondsPerMillion: perMillion(canReadCpuTime ? cpuSeconds(process.pid) : 0, nodeBefore),
    postgresCpuSecondsPerMillion: perMillion(canReadCpuTime ? treeCpuSeconds(postgresPid) : 0, postgresBefore),
    bytesPerSpan: (rows[0]?.bytes ?? 0) / (rows[0]?.spans ?? 1),
  };
}

async function measure(pool: Pool, state: SeedState, name: string, text: string): Promise<SearchFigure> {
  const parsed = parseQuery(text);
  if (!parsed.ok || parsed.query === undefined) throw new Error(`Not a query: ${text}`);
  const query: Query = parsed.query;
  const range = { from: new Date(state.from), to: new Date(state.to) };
  const ask = () => listTraces(pool, state.projectId, { ...range, query, limit: 50 });
  const first = await ask();
  const timing = await timed(10, ask);
  return { name, query: text, items: first.items.length, searchedBackTo: first.searchedBackTo, ...timing };
}

function print(isJson: boolean, state: SeedState, index: IndexFigure, figures: readonly SearchFigure[]): void {
  if (isJson) {
    console.log(JSON.stringify({ bench: "search", ...index }));
    for (const figure of figures) console.log(JSON.stringify({ bench: "search", spans: state.spans, ...figure }));
    return;
  }
  console.log(
    `Search over ${state.spans.toLocaleString("en")} spans of ${state.days} days: the first page of 50, warm cache, one at a time.`,
  );
  console.table({
    index: Object.fromEntries(
      Object.entries(index).map(([name, value]) => [name, value === undefined ? "n/a" : Math.round(value * 10) / 10]),
    ),
  });
  console.table(
    Object.fromEntries(
      figures.map(({ name, items, msMin, msP50, msP95, searchedBackTo }) => [
        name,
        { items, "ms min": msMin, "ms p50": msP50, "ms p95": msP95, "ran out of time": searchedBackTo !== undefined },
      ]),
    ),
  );
}
