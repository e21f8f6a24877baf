import fc from "fast-check";
import { expect, test } from "vitest";
import { languageOf } from "./language";
import { chunkDocuments, estimateTokens, splitByTokens } from "./text-budget";

const texts = fc.oneof(
  fc.string({ maxLength: 2_000 }),
  fc.string({ unit: "binary", maxLength: 500 }),
  fc
    .array(fc.constantFrom("博物馆", "下午五点。", "closes ", "at 17:00. ", "\n"), { maxLength: 300 })
    .map((parts) => parts.join("")),
);

test("pieces joined are the text, and each fits", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 8, max: 200 }), (text, tokensMax) => {
      const pieces = splitByTokens(text, tokensMax);
      expect(pieces.join("")).toBe(text);
      for (const piece of pieces) expect(estimateTokens(piece)).toBeLessThanOrEqual(tokensMax);
    }),
  );
});

test("a cut never falls inside a character", () => {
  for (const piece of splitByTokens("😀".repeat(500), 7)) expect(piece.isWellFormed()).toBe(true);
});

test("every document is in the chunks once, in order, under its id", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 12 }), fc.integer({ min: 30, max: 300 }), (list, tokensMax) => {
      const documents = list.map((text, index) => ({ id: index + 1, text }));
      const parts = chunkDocuments(documents, tokensMax).flat();
      for (const { id, text } of documents) {
        expect(
          parts
            .filter((part) => part.id === id)
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
      }
      expect(parts.map(({ id }) => id)).toEqual(parts.map(({ id }) => id).toSorted((a, b) => a - b));
    }),
  );
});

test("without documents there is one empty chunk, so that a judge is still asked", () => {
  expect(chunkDocuments([], 100)).toEqual([[]]);
});

test.each([
  ["博物馆下午五点关门。", "zh"],
  ["使用 OpenTelemetry SDK 导出 trace 数据到后端", "zh"],
  ["The museum 博物馆 closes at five in the afternoon.", "en"],
  ["42", "en"],
])("%j is judged in %s", (text, language) => {
  expect(languageOf(text)).toBe(language);
});
