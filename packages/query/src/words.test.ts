import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileText, findText } from "./find-text";
import { foldText, lowerCase } from "./fold-text";
import { anyText } from "./testing";
import { splitWords } from "./words";

describe("folding", () => {
  test.each<[string, string]>([
    ["Refund", "refund"],
    ["ＡＢＣ１２", "abc12"],
    ["ﬁne", "fine"],
    ["ｶﾞ", "ガ"],
    ["كِتَابٌ", "كتاب"],
    ["كتـــاب", "كتاب"],
    ["CAFE\u0301", "caf\u00e9"],
    ["ΟΔΟΣ", "οδοσ"],
    ["co\u00adoperate", "cooperate"],
    ["می\u200cخواهم", "میخواهم"],
  ])("%s is %s", (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  test("what is folded stays as it is", () => {
    const text = fc.oneof(anyText, fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(text, (any) => {
        expect(foldText(foldText(any))).toBe(foldText(any));
      }),
      { numRuns: 5_000 },
    );
  });
});

test("lower case maps every code point by itself, and to one", () => {
  const codes = Array.from({ length: 0x20_000 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff);
  const longer = codes.filter((code) => [...lowerCase(String.fromCodePoint(code))].length !== 1);
  expect(longer).toEqual([]);
  expect(lowerCase("ΟΔΟΣ ΟΔΟΣΑ")).toBe("οδοσ οδοσα");
});

describe("words", () => {
  test.each<[string, readonly string[]]>([
    ["Hello, World", ["hello", "world"]],
    ["get_weather(city)", ["get", "weather", "city"]],
    ["gpt-4o costs 3.14", ["gpt", "4o", "costs", "3", "14"]],
    ["使用GPT模型，退款", ["使用", "gpt", "模型", "退款"]],
    ["カタカナー と ひらがな", ["カタカナー", "と", "ひらがな"]],
    ["한국어 텍스트", ["한국어", "텍스트"]],
    ["ภาษาไทย", ["ภาษาไทย"]],
    ["كِتَاب جديد", ["كتاب", "جديد"]],
    ["naïve Ünïcode", ["naïve", "ünïcode"]],
    ["… — 🎉 !", []],
  ])("%s", (text, words) => {
    expect([...splitWords(text)].map((word) => word.text)).toEqual(words);
  });

  test("words lie in the text in order, without overlap, and are what the text there folds to", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: "grapheme" })), (text) => {
        let last = 0;
        for (const { text: folded, start, end } of splitWords(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(foldText(text.slice(start, end))).toBe(folded);
          expect(folded).not.toBe("");
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

function found(pattern: string, text: string): string | undefined {
  const range = findText(compileText(pattern), text);
  return range && text.slice(range.start, range.end);
}

describe("finding words in a text", () => {
  test.each<[pattern: string, text: string, part: string | undefined]>([
    ["refund policy", "The Refund-Policy of", "Refund-Policy"],
    ["refund pol", "Refund Policy", "Refund Pol"],
    ["policy refund", "Refund Policy", undefined],
    ["ref policy", "Refund Policy", undefined],
    ["fund", "Refund", undefined],
    ["user_id", 'a "user_id": 5', "user_id"],
    ["refund policy", "“Refund” – Policy…", "Refund” – Policy"],
    ["refund pol", "prérefund the REFUND   policies", "REFUND   pol"],
    ["a b", "a a b", "a b"],
    ["a a b", "a a a b …", "a a b"],
    ["refund", "ＲＥＦＵＮＤＳ", "ＲＥＦＵＮＤ"],
    ["退款", "申请退款政策", "退款"],
    ["退款政策", "退款，政策", undefined],
    ["退款 政策", "退款政策", "退款政策"],
    ["退款 政策", "退款，政策", "退款，政策"],
    ["款", "退款", "款"],
    ["gpt模", "使用GPT模型", "GPT模"],
    ["用 gp", "使用GPT模型", "用GP"],
    ["ガ", "ｶﾞｲﾄﾞ", "ｶﾞ"],
    ["كتاب", "هذا كِتَابٌ", "كِتَابٌ"],
    ["한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8어", "\u1112\u1161\u11ab\u1100\u116e\u11a8"],
    ["ภาษา", "ฉันพูดภาษาไทย", "ภาษา"],
    ["café", "un CAFE\u0301 noir", "CAFE\u0301"],
    ["…", "…", undefined],
    ["x.*", "xyz", "x"],
  ])("%s in %s", (pattern, text, part) => {
    expect(found(pattern, text)).toBe(part);
  });

  test("plain text is found at the same place as the same text among other letters", () => {
    const ascii = fc.string({ unit: fc.constantFrom(..."abAB1 -_.") });
    fc.assert(
      fc.property(ascii, ascii, (pattern, text) => {
        const plain = findText(compileText(pattern), text);
        expect(findText(compileText(pattern), `${text} é`)).toEqual(plain);
      }),
      { numRuns: 5_000 },
    );
  });

  test("any part of a text that begins with a word is found in it", () => {
    const unit = fc.constantFrom("a", "B", "é", "退", "款", " ", "-", "ガ", "٣", "ＡＢ", "ไ", "ท");
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(), (text, from, length) => {
        const words = [...splitWords(text)];
        const first = words[from % Math.max(words.length, 1)];
        fc.pre(first !== undefined);
        const part = text.slice(first?.start, (first?.start ?? 0) + 1 + (length % text.length));
        expect(found(part, text), part).toBeDefined();
      }),
      { numRuns: 3_000 },
    );
  });

  test("a text is found in itself, whatever it is written in", () => {
    const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), anyText);
    fc.assert(
      fc.property(text, text, text, (before, middle, after) => {
        fc.pre([...splitWords(middle)].length > 0);
        expect(found(middle, `${before} ${middle} ${after}`), middle).toBeDefined();
      }),
      { numRuns: 5_000 },
    );
  });

  test("a text of a million words is searched without being taken apart where a word is missing", () => {
    const text = "退款 policy “quoted” ".repeat(200_000);
    const start = performance.now();
    expect(findText(compileText("policy missing"), text)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
