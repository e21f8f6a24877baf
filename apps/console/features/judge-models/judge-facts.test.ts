import { expect, test } from "vitest";
import type { JudgeModel } from "./judge-api";
import { answerWords, openTrouble } from "./judge-facts";

const clock = { nowMs: Date.parse("2026-11-22T22:40:00Z"), timeZone: "UTC" };
const judge: JudgeModel = {
  id: "0197a000-0000-7000-8000-000000000001",
  name: "m",
  preset: "openai-compatible",
  isStandIn: false,
  baseUrl: "https://judge.invalid/v1",
  model: "m",
  hasToken: true,
  tokenLast4: null,
  authScheme: "bearer",
  temperature: null,
  topP: null,
  contextTokens: 32_768,
  maxConcurrency: 4,
  timeoutMs: 60_000,
  requestsPerMinute: null,
  tokensPerMinute: null,
  inputPerMillion: null,
  outputPerMillion: null,
  refusedParameters: [],
  outputMode: "json_schema",
  probedAt: null,
  lastAnswerAt: null,
  lastFailure: null,
  isListed: true,
  createdAt: "2026-11-22T22:00:00.000Z",
  updatedAt: "2026-11-22T22:00:00.000Z",
};
const failedAt = (time: string) => ({
  lastFailure: { code: "network", message: "Its host name is not known.", at: `2026-11-22T${time}.000Z` },
});
const answeredAt = (time: string) => ({ lastAnswerAt: `2026-11-22T${time}.000Z` });

test("an answer is claimed only where one came", () => {
  expect(answerWords(judge, clock)).toBe("not asked yet");
  expect(answerWords({ ...judge, ...failedAt("22:32:00") }, clock)).toBe("no answer yet");
  expect(answerWords({ ...judge, ...answeredAt("22:31:00") }, clock)).toBe(
    "answers as json_schema, last answer 22:31:00",
  );
});

test("a failure is shown until the judge has answered again", () => {
  const failed = failedAt("22:32:00");
  expect(openTrouble({ ...judge, ...failed })).toBe(failed.lastFailure);
  expect(openTrouble({ ...judge, ...failed, ...answeredAt("22:31:00") })).toBe(failed.lastFailure);
  expect(openTrouble({ ...judge, ...failed, ...answeredAt("22:33:00") })).toBeNull();
});
