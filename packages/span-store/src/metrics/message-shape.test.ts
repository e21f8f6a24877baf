import { expect, test } from "vitest";
import { messageShape } from "./message-shape";

test.each([
  ["Request req_8f2a91c3 timed out after 30.0 s", "Request <id> timed out after <n> s"],
  ["HTTP 429: rate limit, retry in 12s", "HTTP <n>: rate limit, retry in <n>s"],
  ["Tool 'search_docs' is not known", "Tool … is not known"],
  [`no column "user_id" in \`orders\``, "no column … in …"],
  ["trace 0af76519-16cd-43dd-8448-eb211c80319c is gone", "trace <id> is gone"],
  ["GET https://api.example.com/v1/a?b=1 failed", "GET <url> failed"],
  ["don't retry: it can't work", "don't retry: it can't work"],
  ["at 0xdeadbeef,  line 17", "at <id>, line <n>"],
  ["检索超时，用了 30.5 秒", "检索超时，用了 <n> 秒"],
  ["connection to 10.0.0.7:5432 refused", "connection to <n> refused"],
  ["Connection refused", "Connection refused"],
])("%j has the shape %j", (message, shape) => {
  expect(messageShape(message)).toBe(shape);
});

test("a long or hostile message is cut and takes no time", () => {
  const started = performance.now();
  for (const piece of ['"', "a1-", "' ", "0x", '\\"', "1."]) {
    expect(messageShape(piece.repeat(100_000)).length).toBeLessThanOrEqual(200);
  }
  expect(performance.now() - started).toBeLessThan(500);
});
