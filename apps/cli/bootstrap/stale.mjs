import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const rootFolder = fileURLToPath(new URL("../../..", import.meta.url));

const stampFile = path.join(rootFolder, "node_modules/.plumbline.json");

/** What was installed and built last: name of a step to the hash of what went into it. */
function readStamps() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
}

export function isStale(step, hash) {
  return readStamps()[step] !== hash;
}

/** `undefined` before a step begins: what it leaves when it is cut short is not what the last stamp stands for. */
export function setStamp(step, hash) {
  if (hash === undefined && !existsSync(stampFile)) return;
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify({ ...readStamps(), [step]: hash }, null, 2)}\n`);
}

/** Hash of names and contents. Content, not time: a fresh clone or a switched branch changes times and nothing else. */
export function hashFiles(files) {
  const hash = createHash("sha256");
  hash.update(`${process.platform} ${process.arch} node ${process.versions.node.split(".")[0]}\n`);
  for (const file of files) {
    const absolute = path.join(rootFolder, file);
    if (existsSync(absolute)) hash.update(`${file}\n`).update(readFileSync(absolute)).update("\n");
  }
  return hash.digest("hex");
}

const skippedFolders = new Set(["node_modules", "dist", ".next", ".turbo", "test-results"]);

/** Paths of all source files below a folder, sorted, tests left out. Missing folder: none. */
export function listSources(folder) {
  const absolute = path.join(rootFolder, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listSources(name);
      return /\.test\.tsx?$|^next-env\.d\.ts$|\.tsbuildinfo$/.test(entry.name) ? [] : [name];
    });
}

export function listFolders(parent) {
  return readdirSync(path.join(rootFolder, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)
    .sort();
}
