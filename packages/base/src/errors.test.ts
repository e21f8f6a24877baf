import { expect, test, vi } from "vitest";
import { PlumblineError, toPlumblineError } from "./errors";

test("an error keeps its code, also where this file was loaded a second time", async () => {
  vi.resetModules();
  const copy = await import("./errors");
  expect(copy.PlumblineError).not.toBe(PlumblineError);
  const error = new copy.PlumblineError("resource.not_found", { message: "No such trace." });
  expect(error).toBeInstanceOf(PlumblineError);
  expect(toPlumblineError(error)).toBe(error);
  expect(toPlumblineError(error).row.http).toBe(404);
});

test("anything else becomes an unexpected error that keeps its cause and says nothing of it", () => {
  for (const thrown of [new Error("secret detail"), "text", null, undefined, { code: "resource.not_found" }]) {
    const error = toPlumblineError(thrown);
    expect(error.code).toBe("internal.unexpected");
    expect(error.cause).toBe(thrown);
    expect(error.message).not.toContain("secret");
  }
});
