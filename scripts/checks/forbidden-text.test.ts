import { expect, test } from "vitest";
import { listFiles, readText } from "./source-files";

const textFiles = listFiles().filter((file) =>
  /\.(ts|tsx|mjs|js|json|md|css|sql|prisma|ya?ml|example)$|^\.ci\//.test(file),
);

test("no file names a folder of somebody's machine", () => {
  // A path into a home or temporary folder works on one machine only.
  const machinePath = /(?<![\w.$}])\/(?:home|Users|root|work|tmp)\/[\w.-]/;
  const found = textFiles
    .filter((file) => file !== "pnpm-lock.yaml")
    .flatMap((file) =>
      readText(file)
        .split("\n")
        .flatMap((line, place) => (machinePath.test(line) ? [`${file}:${place + 1} ${line.trim()}`] : [])),
    );
  expect(found).toEqual([]);
});

test("the lockfile names no registry and no tarball address", () => {
  const lines = readText("pnpm-lock.yaml")
    .split("\n")
    .filter(
      (line) =>
        /https?:\/\/|tarball:/.test(line) &&
        !/deprecated:|https:\/\/(github\.com|opencollective|www\.patreon|tidelift)/.test(line),
    );
  expect(lines).toEqual([]);
});

test("no file holds a key or token that could be real", () => {
  const secret = /\bpl_[A-Za-z0-9_-]{43}\b|\bsk-[A-Za-z0-9]{32,}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/;
  expect(
    textFiles.filter((file) => !/\.test\.tsx?$|^scripts\/checks\//.test(file) && secret.test(readText(file))),
  ).toEqual([]);
});
