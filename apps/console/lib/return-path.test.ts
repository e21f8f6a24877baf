import { expect, test } from "vitest";
import { safeReturnPath } from "./return-path";

test("a path of the console is kept with its query", () => {
  expect(safeReturnPath("/p/default/traces?status=error#x")).toBe("/p/default/traces?status=error#x");
});

test("nothing that leaves the console is followed after signing in", () => {
  for (const text of [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/api/auth/sign-out",
    "",
    null,
    undefined,
  ])
    expect(safeReturnPath(text), String(text)).toBe("/");
});
