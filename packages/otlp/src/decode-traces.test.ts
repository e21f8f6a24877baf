import { PlumblineError } from "@plumbline/base/errors";
import type { JsonValue } from "@plumbline/base/json";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyValueDepthMax, tooDeepMarker } from "./any-value";
import { decodeTraces } from "./decode-traces";
import { encodeTraces } from "./encode-traces";
import { readSpanFields, SpanFields } from "./span-fields";
import { encodeGenerated, GeneratedRequest, requests } from "./testing";
import type { DecodedResourceSpans, DecodedSpan } from "./types";
import { walkTraces } from "./walk-traces";
import { WireWriter } from "./wire-writer";

/** What a generated decoder read, in the words of ours. */
function fromGenerated(bytes: Buffer): unknown {
  const request = GeneratedRequest.toObject(GeneratedRequest.decode(bytes), {
    longs: String,
    bytes: String,
    defaults: true,
    oneofs: true,
  }) as Plain;
  return list(request.resourceSpans).map((entry) => ({
    resource: {
      attributes: attributesOf((entry.resource as Plain | null)?.attributes),
      droppedAttributesCount: (entry.resource as Plain | null)?.droppedAttributesCount ?? 0,
    },
    scopeSpans: list(entry.scopeSpans).map((scopeSpans) => {
      const scope = scopeSpans.scope as Plain;
      return {
        scope: {
          name: clean(scope.name),
          version: clean(scope.version),
          attributes: attributesOf(scope.attributes),
          droppedAttributesCount: scope.droppedAttributesCount,
        },
        spans: list(scopeSpans.spans).map(spanOf),
        schemaUrl: clean(scopeSpans.schemaUrl),
      };
    }),
    schemaUrl: clean(entry.schemaUrl),
  }));
}

type Plain = Record<string, unknown>;
const list = (value: unknown) => (value ?? []) as Plain[];
const clean = (value: unknown) => String(value ?? "").replaceAll("\u0000", "\u2400");
const hex = (base64: unknown) => Buffer.from(String(base64), "base64").toString("hex");

function spanOf(span: Plain) {
  const status = span.status as Plain | null;
  const parent = hex(span.parentSpanId);
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: /^0*$/.test(parent) ? "" : parent,
    traceState: clean(span.traceState),
    flags: span.flags,
    name: clean(span.name),
    kind: span.kind,
    startTimeUnixNano: BigInt(span.startTimeUnixNano as string),
    endTimeUnixNano: BigInt(span.endTimeUnixNano as string),
    attributes: attributesOf(span.attributes),
    events: list(span.events).map((event) => ({
      name: clean(event.name),
      timeUnixNano: BigInt(event.timeUnixNano as string),
      attributes: attributesOf(event.attributes),
      droppedAttributesCount: event.droppedAttributesCount,
    })),
    links: list(span.links).map((link) => ({
      traceId: hex(link.traceId),
      spanId: hex(link.spanId),
      traceState: clean(link.traceState),
      attributes: attributesOf(link.attributes),
      droppedAttributesCount: link.droppedAttributesCount,
      flags: link.flags,
    })),
    status: { code: status?.code ?? 0, message: clean(status?.message) },
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function attributesOf(entries: unknown): Plain {
  const attributes: Plain = Object.create(null);
  for (const { key, value } of list(entries)) attributes[clean(key)] = jsonOf(value as Plain | null);
  return attributes;
}

function jsonOf(any: Plain | null): unknown {
  switch (any?.value) {
    case "stringValue":
      return clean(any.stringValue);
    case "boolValue":
      return any.boolValue;
    case "intValue":
      return Number.isSafeInteger(Number(any.intValue)) ? Number(any.intValue) : any.intValue;
    case "doubleValue":
      return Number.isFinite(any.doubleValue) ? any.doubleValue : { $double: String(any.doubleValue) };
    case "bytesValue":
      return { $bytes: any.bytesValue };
    case "arrayValue":
      return list((any.arrayValue as Plain).values).map(jsonOf);
    case "kvlistValue":
      return attributesOf((any.kvlistValue as Plain).values);
    default:
      return null;
  }
}

/** Without what only our decoder tells. */
function comparable(decoded: readonly DecodedResourceSpans[]): unknown {
  return decoded.map((entry) => ({
    ...entry,
    scopeSpans: entry.scopeSpans.map((scopeSpans) => ({
      ...scopeSpans,
      spans: scopeSpans.spans.map(({ byteRange: _, duplicateKeys: __, unreadableParts: ___, ...span }) => span),
    })),
  }));
}

/** Objects with and without a prototype count as equal. */
const plain = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (_, inner) => {
      if (typeof inner === "bigint") return `${inner}n`;
      return Object.is(inner, -0) ? 0 : inner;
    }),
  );

test("the decoder reads what a generated decoder reads, for every request", () => {
  fc.assert(
    fc.property(requests, (request) => {
      const bytes = encodeGenerated(request);
      expect(plain(comparable(decodeTraces(bytes)))).toEqual(plain(fromGenerated(bytes)));
    }),
    { numRuns: 300 },
  );
});

test("encoding what was decoded gives the same spans again", () => {
  fc.assert(
    fc.property(requests, (request) => {
      const decoded = decodeTraces(encodeGenerated(request));
      expect(plain(comparable(decodeTraces(encodeTraces(decoded))))).toEqual(plain(comparable(decoded)));
    }),
    { numRuns: 200 },
  );
});

/** Ids, names and times of every span as the walk finds them; the error where the framing is broken. */
function walked(bytes: Buffer): unknown {
  return outcome(() => {
    const { reader, spans } = walkTraces(bytes);
    const fields = new SpanFields();
    return spans.map((slice) => {
      readSpanFields(reader, slice.start, slice.end, fields);
      return {
        traceId: bytes.toString("hex", fields.traceIdStart, fields.traceIdStart + fields.traceIdLength),
        spanId: bytes.toString("hex", fields.spanIdStart, fields.spanIdStart + fields.spanIdLength),
        name: reader.text(fields.nameStart, fields.nameEnd),
        kind: fields.kind,
        start: (BigInt(fields.startHigh) << 32n) | BigInt(fields.startLow),
        end: (BigInt(fields.endHigh) << 32n) | BigInt(fields.endLow),
        range: [slice.start, slice.end],
      };
    });
  });
}

function decoded(bytes: Buffer): unknown {
  return outcome(() =>
    allSpans(decodeTraces(bytes)).map((span) => ({
      traceId: span.traceId,
      spanId: span.spanId,
      name: span.name,
      kind: span.kind,
      start: span.startTimeUnixNano,
      end: span.endTimeUnixNano,
      range: span.byteRange,
    })),
  );
}

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof PlumblineError) return error.code;
    throw error;
  }
}

function allSpans(resourceSpans: readonly DecodedResourceSpans[]): DecodedSpan[] {
  return resourceSpans.flatMap((entry) => entry.scopeSpans.flatMap((scopeSpans) => scopeSpans.spans));
}

test("walk and decoder agree on every request, and on every damaged one", () => {
  const damage = fc.array(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) }), { maxLength: 4 });
  fc.assert(
    fc.property(requests, damage, fc.nat(), fc.boolean(), (request, changes, cut, isCut) => {
      const bytes = encodeGenerated(request);
      for (const { at, byte } of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      const sent = isCut && bytes.length > 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      expect(walked(sent)).toEqual(decoded(sent));
    }),
    { numRuns: 600 },
  );
});

test("no bytes at all make walk or decoder throw anything but the catalogue's error", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (random) => {
      const bytes = Buffer.from(random);
      expect(walked(bytes)).toEqual(decoded(bytes));
    }),
    { numRuns: 2_000 },
  );
});

describe("one span", () => {
  const decodeSpan = (write: (writer: WireWriter) => void): DecodedSpan => {
    const writer = new WireWriter();
    writer.message(1, () => writer.message(2, () => writer.message(2, () => write(writer))));
    const [span] = allSpans(decodeTraces(writer.finish()));
    if (!span) throw new Error("no span");
    return span;
  };
  const attribute = (writer: WireWriter, key: string, writeValue: () => void) =>
    writer.message(9, () => {
      writer.text(1, key);
      writer.message(2, writeValue);
    });

  test("of equal keys the last one counts, and the others are told", () => {
    const span = decodeSpan((writer) => {
      attribute(writer, "k", () => writer.text(1, "first"));
      attribute(writer, "k", () => writer.text(1, "last"));
    });
    expect([span.attributes.k, span.duplicateKeys]).toEqual(["last", 1]);
  });

  test("a key with NUL cannot hide behind its stored form", () => {
    const span = decodeSpan((writer) => {
      attribute(writer, "user.id\u0000", () => writer.text(1, "mallory"));
      attribute(writer, "user.id\u2400", () => writer.text(1, "alice"));
    });
    expect([Object.entries(span.attributes), span.duplicateKeys]).toEqual([[["user.id\u2400", "alice"]], 1]);
  });

  test("keys of Object.prototype are ordinary keys", () => {
    const keys = ["__proto__", "constructor", "toString", "hasOwnProperty", "then", "length"];
    const span = decodeSpan((writer) => {
      for (const key of keys) attribute(writer, key, () => writer.text(1, key));
    });
    expect(Object.keys(span.attributes)).toEqual(keys);
    expect(Object.getPrototypeOf(span.attributes)).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each([65, 1_000, 4_000])("a value nested %i deep ends in a marker", (depth) => {
    const span = decodeSpan((writer) => attribute(writer, "deep", () => writer.bytes(5, nestedArray(depth))));
    let value: JsonValue | undefined = span.attributes.deep;
    let levels = 0;
    while (Array.isArray(value)) {
      value = value[0];
      levels += 1;
    }
    expect([levels, value]).toEqual([anyValueDepthMax - 1, tooDeepMarker]);
  });

  test("an unreadable attribute costs itself only", () => {
    const span = decodeSpan((writer) => {
      writer.text(5, "kept");
      writer.bytes(9, Buffer.from([0x0a, 0x7f]));
      attribute(writer, "k", () => writer.text(1, "v"));
    });
    expect(span).toMatchObject({ name: "kept", attributes: { k: "v" }, unreadableParts: 1 });
  });

  test("bytes that are not UTF-8 become replacement characters", () => {
    const span = decodeSpan((writer) => writer.bytes(5, Buffer.from([0x61, 0xff, 0xc0, 0x80, 0x62])));
    expect(span.name).toMatch(/^a\ufffd+b$/u);
  });
});

test("groups are stepped over, and refused where they nest without end", () => {
  const group = (depth: number) =>
    Buffer.concat([Buffer.alloc(depth, (15 << 3) | 3), Buffer.alloc(depth, (15 << 3) | 4)]);
  expect(decoded(group(3))).toEqual([]);
  expect(decoded(group(21_000))).toBe("request.undecodable");
  expect(decoded(Buffer.from([(15 << 3) | 3]))).toBe("request.undecodable");
});

/** The body of an ArrayValue that holds an AnyValue with an ArrayValue … made from the inside out. */
function nestedArray(depth: number): Buffer {
  let body: Buffer = Buffer.alloc(0);
  for (let level = 1; level < depth; level++) {
    const writer = new WireWriter(body.length + 32);
    writer.message(1, () => writer.bytes(5, body));
    body = writer.finish();
  }
  return body;
}
