import { existsSync } from "node:fs";
import path from "node:path";
import { isCode, listFiles, readText, rootFolder } from "./source-files";

export interface Import {
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** File of this repository, or undefined for an npm package or a Node module. */
  readonly to: string | undefined;
  /** `import type`: gone at run time. */
  readonly isTypeOnly: boolean;
}

const importPattern =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** Every import of every source file, with what it resolves to. */
export function readImports(): Import[] {
  return listFiles()
    .filter(isCode)
    .flatMap((from) =>
      [...withoutBlockComments(readText(from)).matchAll(importPattern)].map((match) => {
        const specifier = match[2] ?? match[3] ?? "";
        return { from, specifier, to: resolve(from, specifier), isTypeOnly: match[1] !== undefined };
      }),
    );
}

function withoutBlockComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "");
}

function resolve(from: string, specifier: string): string | undefined {
  const place = toPath(from, specifier);
  if (place === undefined) return undefined;
  const endings = ["", ".ts", ".tsx", ".mjs", "/index.ts"];
  return endings
    .map((ending) => place + ending)
    .find((file) => existsSync(path.join(rootFolder, file)) && /\.\w+$/.test(file));
}

function toPath(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  if (/^[@~]\//.test(specifier)) return path.posix.join(from.split("/").slice(0, 2).join("/"), specifier.slice(2));
  const own = /^@plumbline\/([^/]+)\/(.+)$/.exec(specifier);
  if (own === null) return undefined;
  const folder = existsSync(path.join(rootFolder, "packages", own[1] ?? "")) ? "packages" : "apps";
  return `${folder}/${own[1]}/src/${own[2]}`;
}

/** Groups of files that import each other in a circle at run time; empty when there is none. */
export function findCycles(imports: readonly Import[]): string[][] {
  const edges = new Map<string, string[]>();
  for (const { from, to, isTypeOnly } of imports) {
    if (to !== undefined && !isTypeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const finished = new Set<string>();
  const cycles: string[][] = [];
  const visit = (file: string, trail: string[]): void => {
    const place = trail.indexOf(file);
    if (place >= 0) {
      cycles.push([...trail.slice(place), file]);
      return;
    }
    if (finished.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    finished.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return cycles;
}
