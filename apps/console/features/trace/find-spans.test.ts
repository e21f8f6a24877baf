import { expect, test } from "vitest";
import { findSpans, findTexts, nextHit } from "./find-spans";

const texts = findTexts([
  {
    spanId: "00f067aa0ba902b7",
    name: "helpdesk.answer",
    service: "helpdesk",
    kind: "CHAIN",
    model: null,
    errorType: null,
  },
  {
    spanId: "00f067aa0ba902b8",
    name: "ChatTongyi",
    service: "helpdesk",
    kind: "LLM",
    model: "qwen-max",
    errorType: null,
  },
  {
    spanId: "00f067aa0ba902b9",
    name: "http GET /v2/stock",
    service: "stock",
    kind: "UNKNOWN",
    model: null,
    errorType: "httpx.ReadTimeout",
  },
]);

test("finds by name, model, error type, kind and span id, in any case", () => {
  expect(findSpans(texts, "TONGYI")).toEqual([1]);
  expect(findSpans(texts, "qwen")).toEqual([1]);
  expect(findSpans(texts, "readtimeout")).toEqual([2]);
  expect(findSpans(texts, "llm")).toEqual([1]);
  expect(findSpans(texts, "ba902b9")).toEqual([2]);
});

test("wants every word and finds nothing for none", () => {
  expect(findSpans(texts, "helpdesk llm")).toEqual([1]);
  expect(findSpans(texts, "helpdesk timeout")).toEqual([]);
  expect(findSpans(texts, "   ")).toEqual([]);
});

test("goes from hit to hit and around", () => {
  expect(nextHit([1, 4, 9], 4, 1)).toBe(9);
  expect(nextHit([1, 4, 9], 9, 1)).toBe(1);
  expect(nextHit([1, 4, 9], 1, -1)).toBe(9);
  expect(nextHit([1, 4, 9], 5, -1)).toBe(4);
  expect(nextHit([], 5, 1)).toBeUndefined();
});
