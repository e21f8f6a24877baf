import { settingsOrExit } from "@plumbline/base/env";
import { afterEach, expect, test, vi } from "vitest";
import { readConfig } from "./config";

afterEach(() => vi.restoreAllMocks());

test("ingest that is started by hand with a wrong setting says what is wrong in a sentence, and ends with 1", () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  const exit = vi.spyOn(process, "exit").mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  const environment = { DATABASE_URL: "postgres://localhost/plumbline", PLUMBLINE_OTLP_HTTP_PORT: "many" };
  expect(() => settingsOrExit(() => readConfig(environment as NodeJS.ProcessEnv))).toThrow("exit 1");
  expect(said.mock.calls).toEqual([
    ['PLUMBLINE_OTLP_HTTP_PORT must be a port, a whole number from 1 to 65535 such as 4318, not "many".'],
  ]);
  expect(exit).toHaveBeenCalledOnce();
});

test("a mistake of the program itself keeps its stack", () => {
  const mistake = new TypeError("no such thing");
  expect(() =>
    settingsOrExit(() => {
      throw mistake;
    }),
  ).toThrow(mistake);
});
