import { parseSpanId, parseTraceId, type SpanId, type TraceId } from "@plumbline/base/ids";
import { z } from "zod";

export const traceId = z
  .string()
  .refine((text) => parseTraceId(text) !== undefined, "must be 32 hex digits, not all zero")
  .transform((text) => parseTraceId(text) as TraceId);

export const spanId = z
  .string()
  .refine((text) => parseSpanId(text) !== undefined, "must be 16 hex digits, not all zero")
  .transform((text) => parseSpanId(text) as SpanId);

export const uuid = z.uuid({ error: "must be a UUID" }).transform((text) => text.toLowerCase());
