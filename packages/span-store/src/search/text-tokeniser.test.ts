import { compileText, findText } from "@plumbline/query/find-text";
import { splitWords } from "@plumbline/query/words";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RecentWords } from "./recent-words";
import { vocabulary } from "./testing-random-traces";
import { tokeniseText, tokenOfStart, tokenOfWord, tokensOfDense } from "./text-tokeniser";
import { unescapeJson } from "./unescape-json";

function tokensOf(text: string): Set<number> {
  const tokens = new Set<number>();
  const bytes = Buffer.from(text);
  tokeniseText(bytes, 0, bytes.length, { add: (token) => tokens.add(token) }, new RecentWords());
  return tokens;
}

const pieces = fc.constantFrom(
  ...vocabulary.words,
  ...vocabulary.chinese,
  ...vocabulary.arabic,
  "=\u0338",
  "e\u0301",
  " ",
  "-",
  "_",
  "İ",
  "ǅ",
  "ﬁn",
  "\u200d",
  "½",
  "กขค",
  "ab",
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 30 }),
);

test("the tokens of a text hold those of each of its words, and of the beginnings of them", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const tokens = tokensOf(text);
      for (const word of splitWords(text)) {
        if (word.script === "dense") {
          for (const token of tokensOfDense(word.text)) expect(tokens).toContain(token);
          continue;
        }
        expect(tokens).toContain(tokenOfWord(word.text));
        for (let length = 1; length <= word.text.length; length++) {
          const token = tokenOfStart(word.text.slice(0, length));
          if (token !== undefined) expect(tokens).toContain(token);
        }
      }
    }),
    { numRuns: 3_000 },
  );
});

test("where a phrase is found, the tokens of the text hold its words", () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(pieces, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(" ")),
      (text, phrase) => {
        const pattern = compileText(phrase);
        if (findText(pattern, text) === undefined) return;
        const tokens = tokensOf(text);
        for (const word of pattern.words.slice(0, -1)) {
          if (word.script === "alphabetic") expect(tokens).toContain(tokenOfWord(word.text));
        }
        for (const word of pattern.words) {
          if (word.script === "dense") for (const token of tokensOfDense(word.text)) expect(tokens).toContain(token);
        }
      },
    ),
    { numRuns: 3_000 },
  );
});

test("escapes of JSON are resolved, whatever they stand for", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.boolean(), (value, isAscii) => {
      const text = value.toWellFormed();
      const json = JSON.stringify(text);
      const sent = isAscii
        ? json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
        : json;
      const resolved = unescapeJson(Buffer.from(sent))?.toString() ?? sent;
      expect(resolved).toBe(`"${text}"`);
    }),
    { numRuns: 2_000 },
  );
  expect(unescapeJson(Buffer.from("no escape"))).toBeUndefined();
  expect(String(unescapeJson(Buffer.from("cut \\")))).toBe("cut ");
  expect(String(unescapeJson(Buffer.from("odd \\u12")))).toBe("odd u12");
});
