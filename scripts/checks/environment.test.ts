import { expect, test } from "vitest";
import { isCode, isForTests, listFiles, readText } from "./source-files";

const named = /\b(PLUMBLINE_[A-Z_]+|DATABASE_URL|REDIS_URL)\b/g;

/** Set by the launcher for its own processes; nobody has to know them. */
const internal = new Set(["PLUMBLINE_STANDIN_URL"]);

/** Only for the project's own test runs. */
function isForTestRuns(name: string): boolean {
  return name.startsWith("PLUMBLINE_TEST_") || name.startsWith("PLUMBLINE_E2E");
}

interface Documented {
  readonly name: string;
  readonly value: string;
}

function readExample(): Documented[] {
  return [...readText(".env.example").matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => ({
    name,
    value,
  }));
}

/** Every app's config file, the one place where it reads the environment. */
const configFiles = listFiles().filter((file) => /^apps\/\w+\/(src|lib)\/config\.ts$/.test(file));

function namesIn(file: string): string[] {
  return [...readText(file).matchAll(named)].map((match) => match[0]);
}

test("each app has one config file", () => {
  expect(configFiles.map((file) => file.split("/")[1])).toEqual(["cli", "console", "ingest", "worker"]);
});

test(".env.example documents exactly what the apps read", () => {
  const read = new Set(configFiles.flatMap(namesIn).filter((name) => !internal.has(name)));
  expect(
    readExample()
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...read].sort());
});

test("ports in .env.example are the defaults of every app", () => {
  const ports = readExample().filter(({ name }) => name.endsWith("_PORT"));
  for (const file of configFiles) {
    for (const [, name, value] of readText(file).matchAll(/(PLUMBLINE_\w+_PORT): port\((\d+)\)/g)) {
      expect(ports, file).toContainEqual({ name, value });
    }
  }
});

test("no code reads one of our variables outside of a config file", () => {
  const readers = listFiles()
    .filter((file) => isCode(file) && !isForTests(file) && !configFiles.includes(file))
    .filter((file) =>
      [...readText(file).matchAll(/process\.env\.(\w+)/g)].some(
        ([, name = ""]) => isOurs(name) && !isForTestRuns(name),
      ),
    );
  expect(readers).toEqual([]);
});

function isOurs(name: string): boolean {
  return name.startsWith("PLUMBLINE_") || name === "DATABASE_URL" || name === "REDIS_URL";
}

test("there are at most 40 variables", () => {
  expect(readExample().length).toBeLessThanOrEqual(40);
});
