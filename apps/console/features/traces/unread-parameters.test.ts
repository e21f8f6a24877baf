import { expect, test } from "vitest";
import { formatTraceParams, parseTraceParams } from "./params";
import { unreadParameters } from "./unread-parameters";

const told = (search: string) => unreadParameters(new URLSearchParams(search)).map(({ sentence }) => sentence);

test("what the page uses is not complained of", () => {
  const traceId = "4f1c09e2a7d84b61b3c0f5a81d6e9b2e";
  expect(told("")).toEqual([]);
  expect(
    told(`range=1h&application=a&status=ok&status=error&result=failed&live=1&peek=${traceId}&evaluate=${traceId}`),
  ).toEqual([]);
  expect(told("q=status = error&sort=-cost&columns=name,attributes.a&view=all&at=abc")).toEqual([]);
});

test("a value that no clause can have stays a clause, which says what is wrong with it", () => {
  expect(told("status=foo&trace=xyz")).toEqual([]);
  expect(parseTraceParams(new URLSearchParams("status=foo")).q).toBe("status = foo");
});

test.each([
  ["from=abc", "“from=abc” is no time such as"],
  [
    "statuss=error",
    "“statuss” is no filter of this list, so the list is not filtered by it: filters stand in the query,",
  ],
  [
    "sessionId=s",
    "“sessionId” is no filter of this list, so the list is not filtered by it: filters stand in the query, such as",
  ],
  ["status=", "“status” has no value, so the list is not filtered by it:"],
  ["status=,", "“status” has no value, so the list is not filtered by it:"],
  [
    "application=a&application=b",
    "“application” stands in the address 2 times but takes one value, so the list is filtered by “a” only:",
  ],
  ["sort=size", "“sort=size” could not be read, so the newest stand first: write one of -time, time,"],
  ["columns=size", "“columns=size” could not be read, so the usual columns are shown: write names such as"],
  ["live=yes", "“live=yes” could not be read, so new traces are not followed: write live=1"],
  ["peek=xyz", "“peek=xyz” could not be read, so no preview is open:"],
])("%s is named with the reason, what is shown instead and a remedy", (search, beginning) => {
  const [sentence = "", ...others] = told(search);
  expect(others).toEqual([]);
  expect(sentence.slice(0, beginning.length)).toBe(beginning);
  expect(sentence).toMatch(/\.$/);
});

test("alternatives may be repeated, and none of them is lost", () => {
  expect(parseTraceParams(new URLSearchParams("status=error&status=running")).q).toBe("status in (error, running)");
});

test("every part of an address is either read back or told", () => {
  const search = new URLSearchParams(
    "from=abc&application=a&application=b&status=&peek=1&x=y&range=&sort=up&q=cost > 1",
  );
  const kept = unreadParameters(search).flatMap(({ entries }) => entries.map(([name, value]) => `${name}=${value}`));
  const read = formatTraceParams(parseTraceParams(search)).map(([name, value]) => `${name}=${value}`);
  expect([...kept, ...read].sort()).toEqual(
    ["from=abc", "application=b", "status=", "peek=1", "x=y", "range=", "sort=up", "q=application = a cost > 1"].sort(),
  );
});
