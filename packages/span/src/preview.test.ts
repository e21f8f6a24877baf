import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutWellFormed, previewCharsMax, previewJsonCharsMax, previewOf } from "./preview";

const input = (value: Parameters<typeof previewOf>[0]) => previewOf(value, "input");
const output = (value: Parameters<typeof previewOf>[0]) => previewOf(value, "output");

describe("the one line that a list shows", () => {
  test.each([
    ["plain text", "  How\n\tare   you?  ", "How are you?"],
    ["text that only looks like JSON", "[draft] sum it up", "[draft] sum it up"],
    [
      "the last thing the user said",
      '[{"role":"user","content":"one"},{"role":"assistant","content":"two"},{"role":"user","content":"three"}]',
      "three",
    ],
    [
      "parts of OTel messages",
      '[{"role":"user","parts":[{"type":"text","content":"What"},{"type":"text","content":"now?"}]}]',
      "What now?",
    ],
    [
      "a chat request",
      '{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:x"}}]}]}',
      "Look",
    ],
    [
      "LangChain's constructors",
      '{"messages":[[{"lc":1,"type":"constructor","id":["langchain","HumanMessage"],"kwargs":{"content":"Bonjour","type":"human"}}]]}',
      "Bonjour",
    ],
    ["a question among settings", '{"top_k":3,"session":"s-1","question":"Which one?"}', "Which one?"],
    ["a list of texts", '{"text":["first","second"]}', "first"],
    ["decorator arguments", '{"args":["Tell me"],"kwargs":{}}', "Tell me"],
    ["JSON in which nothing stands out", '{"expression":"7*8"}', '{"expression":"7*8"}'],
    ["a JSON string", '"quoted"', "quoted"],
    ["a structured value", [{ role: "user", content: "kv" }], "kv"],
  ])("input: %s", (_, value, expected) => {
    expect(input(value)).toBe(expected);
  });

  test.each([
    [
      "an OpenAI response",
      '{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Done."}}]}',
      "Done.",
    ],
    [
      "a tool call instead of text",
      '[{"role":"assistant","parts":[{"type":"tool_call","name":"f","arguments":"{\\"a\\":1}"}]}]',
      'f({"a":1})',
    ],
    ["the first document", '[{"page_content":"Doc one","metadata":{}},{"page_content":"Doc two"}]', "Doc one"],
    ["an answer among other things", '{"tokens":5,"answer":"42"}', "42"],
    ["a LangChain generation", '{"generations":[[{"text":"hello","type":"ChatGeneration"}]]}', "hello"],
  ])("output: %s", (_, value, expected) => {
    expect(output(value)).toBe(expected);
  });

  test("nothing yields nothing", () => {
    expect([input(undefined), input(null), input(""), input(" \n ")]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("it is cut at 300 units with an ellipsis, never inside a character", () => {
    const text = input("😀".repeat(400)) ?? "";
    expect(text.length).toBeLessThanOrEqual(previewCharsMax);
    expect(text.isWellFormed()).toBe(true);
    expect(text.endsWith("…")).toBe(true);
    expect(cutWellFormed("a😀", 2)).toBe("a");
  });

  test("what PostgreSQL refuses is replaced", () => {
    expect(input("a\u0000b\ud800")).toBe("a\u2400b\ufffd");
  });

  test("a conversation too long to parse shows its last text, an answer its first", () => {
    const filler = { role: "assistant", content: "x".repeat(previewJsonCharsMax) };
    const long = JSON.stringify([
      { role: "user", content: "first" },
      filler,
      { role: "user", content: 'the "last" one' },
    ]);
    expect(input(long)).toBe('the "last" one');
    expect(output(long)).toBe("first");
  });

  test("JSON that an SDK cut off still shows its text", () => {
    expect(output('{"answer":"Take the second street on the le')).toBe("Take the second street on the le");
  });
});

test("any JSON text yields a short storable line or nothing, and never throws", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string({ unit: "binary" }),
        fc.json().map((text) => text.slice(0, -1)),
      ),
      (text) => {
        for (const line of [input(text), output(text)]) {
          if (line === undefined) continue;
          expect(line.length).toBeLessThanOrEqual(previewCharsMax);
          expect(line.isWellFormed() && !line.includes("\u0000") && !line.includes("\n")).toBe(true);
          expect(line).not.toBe("");
        }
      },
    ),
    { numRuns: 1_500 },
  );
});
