import { expect, test } from "vitest";
import { problemOfPasscode } from "./share-form";
import { hiddenText, shownText, untilText } from "./share-words";

test("promises only what is shown and names what is hidden", () => {
  expect(shownText([])).toBe("call chain, timing, inputs, outputs, documents and attributes of one trace");
  expect(shownText(["documents", "attributes"])).toBe("call chain, timing, inputs and outputs of one trace");
  expect(shownText(["inputs", "outputs", "documents", "attributes"])).toBe("call chain and timing of one trace");
  expect(hiddenText(["documents", "attributes"])).toBe("documents, attributes");
  expect(hiddenText([])).toBeUndefined();
});

test("an expiry names its time zone", () => {
  const clock = { timeZone: "Asia/Shanghai", nowMs: 0 };
  expect(untilText("2026-11-29T09:40:00Z", clock)).toBe("29 Nov 2026, 17:40 (UTC+8)");
  expect(untilText("2026-11-29T09:40:00Z", { ...clock, timeZone: "UTC" })).toBe("29 Nov 2026, 09:40 (UTC)");
});

test("a passcode may be left out but not be short", () => {
  expect([problemOfPasscode(""), problemOfPasscode("1234")]).toEqual([undefined, undefined]);
  expect(problemOfPasscode(" 12 ")).toMatch(/4 to 64/);
});
