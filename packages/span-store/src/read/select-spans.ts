import { decodeSpanAt, decodeTraces } from "@plumbline/otlp/decode-traces";
import { readSpanFields, SpanFields } from "@plumbline/otlp/span-fields";
import type { DecodedResource, DecodedScope, DecodedSpan } from "@plumbline/otlp/types";
import { type ResourceSlice, type ScopeSlice, type SpanSlice, walkTraces } from "@plumbline/otlp/walk-traces";
import type { WireReader } from "@plumbline/otlp/wire-reader";
import { varintBytes, writeVarint } from "@plumbline/otlp/wire-writer";
import { hashBytes } from "../write/content-hash";
import type { SpanVersion } from "../write/merge-rule";
import { type ResourceFacts, readResourceFacts } from "../write/resource-facts";
import { readSpanTime } from "../write/span-time";

/** Which spans to decode; all left out: all. */
export interface SpanSelection {
  /** Lower-case hex. */
  readonly spanIds?: ReadonlySet<string>;
  readonly spanNames?: ReadonlySet<string>;
  /** Only spans without a parent, or only those with one. */
  readonly isRoot?: boolean;
}

export interface LocatedSpan {
  readonly span: DecodedSpan;
  readonly resource: DecodedResource;
  readonly scope: DecodedScope;
  /** For the merge rule, as the writer computed it. */
  readonly version: SpanVersion;
}

/** Field number 2, length-delimited: ScopeSpans in ResourceSpans. */
const childTag = 0x12;
/** Field number 1, length-delimited: ResourceSpans in TracesData. */
const resourceSpansTag = 0x0a;

/**
 * Decodes the chosen spans of a TracesData message. The others are stepped over: decoding costs about a hundred times what
 * the walk does, and a page shows one span of a chunk that may hold thousands.
 */
export function selectSpans(raw: Buffer, selection: SpanSelection): LocatedSpan[] {
  const { reader, spans } = walkTraces(raw);
  const chosen = new Map<ScopeSlice, ChosenSpan[]>();
  const resources = new Map<ResourceSlice, ResourceFacts>();
  const fields = new SpanFields();
  for (const slice of spans) {
    readSpanFields(reader, slice.start, slice.end, fields);
    if (!isChosen(raw, fields, selection)) continue;
    const { resource } = slice.scope;
    const facts = resources.get(resource) ?? readResourceFacts(reader, resource);
    resources.set(resource, facts);
    const siblings = chosen.get(slice.scope) ?? [];
    chosen.set(slice.scope, siblings);
    siblings.push({ slice, version: versionOf(raw, slice, fields, facts) });
  }
  return [...chosen].flatMap(([scope, siblings]) => locate(reader, scope, siblings));
}

interface ChosenSpan {
  readonly slice: SpanSlice;
  readonly version: SpanVersion;
}

function versionOf(raw: Buffer, slice: SpanSlice, fields: SpanFields, resource: ResourceFacts): SpanVersion {
  const time = readSpanTime(fields.startHigh, fields.startLow, fields.endHigh, fields.endLow, 0);
  const hash = { high: 0, low: 0 };
  hashBytes(raw, slice.start, slice.end, resource.hash, hash);
  return {
    spanId: raw.toString("hex", fields.spanIdStart, fields.spanIdStart + fields.spanIdLength),
    startUs: time.startUs,
    startNs: time.startNs,
    durationNs: time.durationNs,
    attributeCount: fields.attributes.length / 2,
    hashHigh: hash.high,
    hashLow: hash.low,
  };
}

function isChosen(raw: Buffer, fields: SpanFields, { spanIds, spanNames, isRoot }: SpanSelection): boolean {
  if (isRoot !== undefined && isRoot !== isWithoutParent(raw, fields)) return false;
  if (spanIds !== undefined) {
    const spanId = raw.toString("hex", fields.spanIdStart, fields.spanIdStart + fields.spanIdLength);
    if (!spanIds.has(spanId)) return false;
  }
  return spanNames === undefined || spanNames.has(raw.toString("utf8", fields.nameStart, fields.nameEnd));
}

function isWithoutParent(raw: Buffer, { parentIdStart, parentIdLength }: SpanFields): boolean {
  return raw.subarray(parentIdStart, parentIdStart + parentIdLength).every((byte) => byte === 0);
}

/** In the order of their slices, each with its version. Decoded where they stand: a copy of ten megabytes takes its time. */
function locate(reader: WireReader, scopeSlice: ScopeSlice, chosen: readonly ChosenSpan[]): LocatedSpan[] {
  return decodeTraces(messageOf(scopeSlice)).flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope }) =>
      chosen.map(({ slice, version }) => ({
        span: decodeSpanAt(reader, slice.start, slice.end),
        resource,
        scope,
        version,
      })),
    ),
  );
}

/** A TracesData message with the resource and the scope, and without spans. */
function messageOf(scope: ScopeSlice): Buffer {
  return framed(resourceSpansTag, [scope.resource.head, framed(childTag, [scope.head])]);
}

function framed(tag: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = Buffer.alloc(1 + varintBytes(length));
  head[0] = tag;
  writeVarint(head, 1, length);
  return Buffer.concat([head, ...parts]);
}
