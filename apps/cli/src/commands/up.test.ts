import { expect, test } from "vitest";
import { parseConfig } from "../config";
import { listPorts } from "./up";

test("every port that something listens on is looked at before the start, the worker's too", () => {
  const variables = (environment: Record<string, string>) =>
    listPorts(parseConfig({ NODE_ENV: "test", ...environment }))
      .map(({ variable }) => variable)
      .sort();
  const own = [
    "PLUMBLINE_CONSOLE_PORT",
    "PLUMBLINE_OTLP_HTTP_PORT",
    "PLUMBLINE_POSTGRES_PORT",
    "PLUMBLINE_STANDIN_PORT",
    "PLUMBLINE_WORKER_PORT",
  ];
  expect(variables({})).toEqual(own);
  expect(variables({ DATABASE_URL: "postgres://x@db/x" })).toEqual(own.filter((name) => !name.includes("POSTGRES")));
});
