import { closeSync, openSync, renameSync, statSync, writeSync } from "node:fs";

const fileBytesMax = 10 * 1024 * 1024;
const repeatPauseMs = 10_000;

/** A log of one service, kept below 20 MB: the file and its predecessor (`.1`). */
export interface LogFile {
  readonly name: string;
  write(chunk: Buffer): void;
  close(): void;
}

/** `onProblem` hears each warning or error as one readable line; the same one at most every ten seconds. */
export function openLogFile(name: string, onProblem: (line: string) => void): LogFile {
  let bytes = sizeOf(name);
  let handle = openSync(name, "a", 0o640);
  let rest = "";
  const lastHeard = new Map<string, number>();

  function hear(line: string): void {
    const problem = readProblem(line);
    if (problem === undefined) return;
    const now = Date.now();
    if (now - (lastHeard.get(problem) ?? 0) < repeatPauseMs) return;
    if (lastHeard.size > 100) lastHeard.clear();
    lastHeard.set(problem, now);
    onProblem(problem);
  }

  return {
    name,
    write(chunk) {
      if (bytes > fileBytesMax) {
        closeSync(handle);
        renameSync(name, `${name}.1`);
        handle = openSync(name, "a", 0o640);
        bytes = 0;
      }
      writeSync(handle, chunk);
      bytes += chunk.length;
      const lines = (rest + chunk.toString("utf8")).split("\n");
      rest = (lines.pop() ?? "").slice(-10_000);
      for (const line of lines) hear(line);
    },
    close: () => closeSync(handle),
  };
}

function sizeOf(name: string): number {
  return statSync(name, { throwIfNoEntry: false })?.size ?? 0;
}

/** Level 40 is pino's "warn". */
const warnLevel = 40;

/** The one line worth showing, or undefined for what is only worth keeping. */
export function readProblem(line: string): string | undefined {
  const text = line.trim();
  if (text.startsWith("{")) {
    try {
      const entry = JSON.parse(text) as { level?: number; msg?: string; err?: { message?: string } };
      if ((entry.level ?? 0) < warnLevel) return undefined;
      const reason = entry.err?.message?.split("\n")[0];
      const parts = [entry.msg, reason].filter((part) => part !== undefined && part !== "");
      // pino repeats the error's message where a log line has no text of its own.
      return [...new Set(parts)].join(": ") || undefined;
    } catch {
      return undefined;
    }
  }
  // Frames of a stack trace start with "at"; the line that names the error is the one to show.
  return /^(⨯|Error\b|\w*Error:|Unhandled|Uncaught|FATAL)/.test(text) ? text.slice(0, 300) : undefined;
}
