import type { PoolClient } from "@plumbline/db/pool";
import { copyOut } from "../read/copy-out";
import { cellsOf, sliceBytes, sliceOffsetSql } from "./block-filter";
import { allCells, type Cells, cellOf, hasCell, isEmpty, noCells } from "./cells";
import { type CompiledNeed, cellsFor } from "./compiled-need";
import { cellsInRange } from "./number-ranges";
import { cellsWithText } from "./short-texts";
import { isoOfUs } from "./stored-chunks";

/** A segment in which the needed tokens may stand together. */
export interface SegmentHit {
  readonly segmentId: string;
  /** No trace of it starts later. */
  readonly toUs: number;
  readonly cells: Cells;
  /** Of the whole segment. */
  readonly traceCount: number;
}

export interface SegmentPage {
  readonly hits: readonly SegmentHit[];
  /** Where the next page goes on; undefined when this one was the last. */
  readonly after: SegmentPosition | undefined;
}

export interface SegmentPosition {
  readonly segmentId: string;
  readonly toUs: number;
}

export interface SegmentRange {
  readonly projectId: string;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Reads of each segment the blocks of the needed tokens and nothing else. Latest segments first. */
export async function readSegmentPage(
  client: PoolClient,
  range: SegmentRange,
  need: CompiledNeed,
  after: SegmentPosition | undefined,
  limit: number,
): Promise<SegmentPage> {
  const rows = await copyOut(client, segmentsText(range, need, after, limit));
  const hits: SegmentHit[] = [];
  let last: SegmentPosition | undefined;
  for (const [id, to, traceIdBytes, slices, ...others] of rows) {
    if (!id || !to || !traceIdBytes || !slices) throw new Error("COPY answered NULL for a column that is NOT NULL.");
    last = { segmentId: id.toString("hex"), toUs: to.readDoubleBE(0) };
    const ofToken = (place: number) => cellsOf(slices, place * sliceBytes, need.tokens[place] ?? 0);
    const ofRange = (place: number) => {
      const [ranges, wanted] = [others[place], need.ranges[place]];
      return ranges && wanted ? cellsInRange(ranges, wanted.operator, wanted.value) : noCells;
    };
    const ofText = (place: number) => {
      const texts = others[need.ranges.length + place];
      // Not all values are kept: any may stand there.
      return texts ? cellsWithText(texts, need.texts[place]?.wanted ?? "") : allCells;
    };
    const cells = cellsFor(need, ofToken, ofRange, ofText);
    if (!isEmpty(cells)) hits.push({ ...last, cells, traceCount: traceIdBytes.readInt32BE(0) / 16 });
  }
  return { hits, after: rows.length === limit ? last : undefined };
}

function segmentsText(
  { projectId, fromUs, toUs }: SegmentRange,
  need: CompiledNeed,
  after: SegmentPosition | undefined,
  limit: number,
): string {
  const slices = need.tokens.map((token) => `substring(s.filter FROM ${sliceOffsetSql(token)} FOR ${sliceBytes})`);
  const others = [
    ...need.ranges.map(({ key }) => ({ table: "search_number", column: "ranges", key })),
    ...need.texts.map(({ key }) => ({ table: "search_text", column: "texts", key })),
  ];
  const columns = others.map(({ column }, place) => `, o${place}.${column}`).join("");
  const joins = others.map(
    ({ table, key }, place) =>
      `LEFT JOIN ${table} AS o${place} ON o${place}.project_id = s.project_id AND o${place}.key_hash = ${key} AND o${place}.segment_id = s.segment_id`,
  );
  const beyond =
    after === undefined ? "" : ` AND (to_time, segment_id) < ('${isoOfUs(after.toUs)}', '${after.segmentId}')`;
  return [
    `SELECT s.segment_id, (extract(epoch FROM s.to_time) * 1000000)::float8, octet_length(s.trace_ids), ${slices.length === 0 ? "''::bytea" : slices.join(" || ")}${columns}`,
    `FROM (SELECT * FROM search_segment WHERE project_id = '${projectId}' AND to_time >= '${isoOfUs(fromUs)}' AND from_time < '${isoOfUs(toUs)}'${beyond}`,
    `  ORDER BY to_time DESC, segment_id DESC LIMIT ${limit}) AS s`,
    ...joins,
    "ORDER BY s.to_time DESC, s.segment_id DESC",
  ].join("\n");
}

/** The traces of the cells that were hit, segment by segment, as 32 lower-case hex digits. */
export async function readTraceIds(
  client: PoolClient,
  projectId: string,
  hits: readonly SegmentHit[],
): Promise<string[]> {
  if (hits.length === 0) return [];
  const cells = new Map(hits.map((hit) => [hit.segmentId, hit.cells]));
  const rows = await copyOut(
    client,
    `SELECT segment_id, trace_ids FROM search_segment WHERE project_id = '${projectId}' AND segment_id = ANY ('{${[...cells.keys()].join(",")}}'::uuid[])`,
  );
  return rows.flatMap(([id, traceIds]) => {
    if (!id || !traceIds) throw new Error("COPY answered NULL for a column that is NOT NULL.");
    const hit = cells.get(id.toString("hex")) ?? noCells;
    const count = traceIds.length / 16;
    const ids: string[] = [];
    for (let place = 0; place < count; place++) {
      if (hasCell(hit, cellOf(place, count))) ids.push(traceIds.toString("hex", place * 16, place * 16 + 16));
    }
    return ids;
  });
}
