import { expect, test } from "vitest";
import { withCutMarks } from "./cut-marks";
import { textBlocks } from "./long-text";

const lines = Array.from({ length: 3_000 }, (_, line) => `line ${line} of some words`).join("\n");

test.each([
  ["lines", lines],
  ["words", lines.replaceAll("\n", " ")],
  ["one word", "x".repeat(50_000)],
  ["characters of two units", "😀".repeat(30_001)],
  ["nothing", ""],
])("%s come in blocks that are the text again", (_, text) => {
  const blocks = textBlocks(text);
  // A block ends where its element does, which is a line break on the page.
  const parts: string[] = [];
  let at = 0;
  for (const block of blocks) {
    expect(text.startsWith(block, at)).toBe(true);
    at += block.length;
    if (text[at] === "\n" && at < text.length - 1) at += 1;
    parts.push(block);
    expect(block.length).toBeLessThanOrEqual(8_000);
    expect(block.isWellFormed()).toBe(true);
  }
  expect(at).toBe(text.length);
  expect(parts.length).toBeLessThanOrEqual(Math.ceil(text.length / 4_000));
});

test("lines stay whole where a block ends", () => {
  for (const block of textBlocks(lines).slice(0, -1)) expect(block).toMatch(/^line \d+ [\s\S]* words$/);
});

test("a beginning says how much is missing, and only where something is", () => {
  const content = {
    input: { text: "begin", source: "input.value" },
    messages: [{ role: "user", parts: [{ type: "text" as const, content: "whole" }] }],
    outputMessages: [],
    documents: [],
    toolDefinitions: [],
    parameters: {},
  };
  const path = ["content", "input", "text"];
  const marked = withCutMarks(content, [{ path, type: "text", bytes: 9_000, chars: 5_005, shownChars: 5 }]);
  expect(marked).toEqual({
    ...content,
    input: { text: "begin … and 5,000 more characters", source: "input.value" },
  });
  expect(withCutMarks(content, [])).toBe(content);
});
