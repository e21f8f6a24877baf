import { renameSync, writeFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive, readCommandLine } from "@plumbline/db/postmaster-pid";
import { Stop } from "../stop";

/** Who runs on a data folder, in `running.json`: written at start, removed at the end, left behind by a kill. */
interface RunRecord {
  readonly launcher: number;
  readonly services: readonly number[];
  readonly consoleUrl: string;
}

const waitMs = 15_000;

/**
 * Refuses a second launcher on the same folder (`Stop`), and after a killed one waits for its services to end, which they do
 * by themselves. Nothing is signalled: an id may belong to another program by now.
 */
export async function settleEarlierRun(dataFolder: string): Promise<void> {
  const record = await readRecord(dataFolder);
  if (record === undefined) return;
  if (record.launcher !== process.pid && (await isOurs(record.launcher))) {
    throw new Stop(
      `Plumbline is already running from ${dataFolder} (process ${record.launcher}): open ${record.consoleUrl}. Stop it with Ctrl-C in its terminal, or with \`kill ${record.launcher}\`.`,
    );
  }
  const deadline = Date.now() + waitMs;
  for (const pid of record.services) {
    while (Date.now() < deadline && (await isOurs(pid))) await delay(50);
  }
}

/** Synchronous and by renaming: services start at the same moment, and a reader must never meet half a record. */
export function recordRun(dataFolder: string, services: readonly number[], consoleUrl: string): void {
  const record: RunRecord = { launcher: process.pid, services, consoleUrl };
  const file = recordFile(dataFolder);
  writeFileSync(`${file}.new`, `${JSON.stringify(record)}\n`);
  renameSync(`${file}.new`, file);
}

export async function forgetRun(dataFolder: string): Promise<void> {
  await rm(recordFile(dataFolder), { force: true });
}

function recordFile(dataFolder: string): string {
  return path.join(dataFolder, "running.json");
}

async function readRecord(dataFolder: string): Promise<RunRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordFile(dataFolder), "utf8")) as RunRecord;
  } catch {
    // None, or half a one from a crash: then there is nothing to wait for, and the port check still protects.
    return undefined;
  }
}

/** Alive, and by its command line one of the launcher's programs. */
async function isOurs(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = (await readCommandLine(pid))?.join(" ") ?? "";
  return /bootstrap\.mjs|apps\/\w+\/dist\/main\.js|guard\.mjs|next-server/.test(command);
}
