import { expect, test } from "vitest";
import { launcherEnvironment } from "./config";
import { unknownSettings } from "./unknown-settings";

test.each([
  ["PLUMBLINE_CONSOL_PORT", "PLUMBLINE_CONSOLE_PORT"],
  ["PLUMBLINE_OTLP_PORT", "PLUMBLINE_OTLP_HTTP_PORT"],
  ["PLUMBLINE_DATADIR", "PLUMBLINE_DATA_DIR"],
  ["plumbline_host", "PLUMBLINE_HOST"],
  ["PLUMBLINE_LOGLEVEL", "PLUMBLINE_LOG_LEVEL"],
  ["PLUMBLINE_EMAIL_OF_ADMIN", "PLUMBLINE_ADMIN_EMAIL"],
])("%s is told as ignored, with the name that was meant: %s", (name, meant) => {
  expect(unknownSettings({ [name]: "1" })).toEqual([
    `${name} is no setting of Plumbline and is ignored. Did you mean ${meant}?`,
  ]);
});

test("a name that is like none leads to the list of settings", () => {
  expect(unknownSettings({ PLUMBLINE_ZZZ: "1" })).toEqual([
    "PLUMBLINE_ZZZ is no setting of Plumbline and is ignored. .env.example lists them all.",
  ]);
});

test("settings, and what belongs to somebody else, are not mentioned", () => {
  const known = Object.fromEntries(Object.keys(launcherEnvironment).map((name) => [name, "1"]));
  expect(unknownSettings({ ...known, PATH: "/bin", PLUMBLINE_STANDIN_URL: "x", PLUMBLINE_TEST_TEMPLATE: "x" })).toEqual(
    [],
  );
});
