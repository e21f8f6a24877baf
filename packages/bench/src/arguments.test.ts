import { expect, test } from "vitest";
import { readArguments } from "./arguments";

const read = (...args: string[]) => readArguments(args, ["ingest", "list"]);

test("--help, -h and help ask for the list", () => {
  for (const args of [["--help"], ["-h"], ["help"], ["ingest", "--help"]]) {
    expect(read(...args)).toEqual({ kind: "help" });
  }
});

test("a benchmark is run with its options", () => {
  expect(read("list", "--json", "--data", "folder")).toEqual({
    kind: "run",
    name: "list",
    options: { isJson: true, isWarmOnly: false, folder: "folder" },
  });
});

test("what it does not know is said in one sentence", () => {
  const sentence = (...args: string[]) => {
    const found = read(...args);
    return found.kind === "wrong" ? found.sentence : found.kind;
  };
  expect(sentence()).toBe("Name a benchmark.");
  expect(sentence("--colour")).toMatch(/^Unknown option '--colour'\.$/);
  expect(sentence("list", "--spans")).toMatch(/^Option '--spans .*argument missing\.$/);
  expect(sentence("speed")).toBe("There is no benchmark speed.");
  expect(sentence("list", "ingest")).toBe("One benchmark at a time: list or ingest.");
});
