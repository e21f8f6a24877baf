import type { PoolClient } from "@plumbline/db/pool";
import type { Segment } from "./segment-builder";
import { isoOfUs } from "./stored-chunks";

const insertSegments = `INSERT INTO search_segment
  (project_id, segment_id, from_time, to_time, span_count, trace_ids, blocks, filter)
SELECT $1, v.* FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::integer[], $6::bytea[], $7::integer[], $8::bytea[])
  AS v(segment_id, from_time, to_time, span_count, trace_ids, blocks, filter)`;

const insertNumbers = `INSERT INTO search_number (project_id, key_hash, segment_id, ranges)
SELECT $1, v.* FROM unnest($2::integer[], $3::uuid[], $4::bytea[]) AS v(key_hash, segment_id, ranges)`;

const insertTexts = `INSERT INTO search_text (project_id, key_hash, segment_id, texts)
SELECT $1, v.* FROM unnest($2::integer[], $3::uuid[], $4::bytea[]) AS v(key_hash, segment_id, texts)`;

export async function writeSegments(
  client: PoolClient,
  projectId: string,
  segments: readonly Segment[],
): Promise<void> {
  await client.query(insertSegments, [
    projectId,
    segments.map((segment) => segment.segmentId),
    segments.map((segment) => isoOfUs(segment.fromUs)),
    segments.map((segment) => isoOfUs(segment.toUs)),
    segments.map((segment) => segment.spanCount),
    segments.map((segment) => segment.traceIds),
    segments.map((segment) => segment.blocks),
    segments.map((segment) => segment.filter),
  ]);
  const numbers = segments.flatMap(({ segmentId, numbers }) => numbers.map((entry) => ({ segmentId, ...entry })));
  await client.query(insertNumbers, [
    projectId,
    numbers.map((entry) => entry.keyHash),
    numbers.map((entry) => entry.segmentId),
    numbers.map((entry) => entry.ranges),
  ]);
  const texts = segments.flatMap(({ segmentId, texts }) => texts.map((entry) => ({ segmentId, ...entry })));
  await client.query(insertTexts, [
    projectId,
    texts.map((entry) => entry.keyHash),
    texts.map((entry) => entry.segmentId),
    texts.map((entry) => entry.texts),
  ]);
}
