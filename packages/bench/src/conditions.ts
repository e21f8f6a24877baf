import { cpus, loadavg, totalmem } from "node:os";

/** What a figure was measured on. Other programs' load belongs to it: they take the machine's time in between. */
export interface Conditions {
  readonly cpus: number;
  readonly cpuModel: string;
  readonly memoryGiB: number;
  readonly node: string;
  /** Processes that wanted to run during the minute before. More than `cpus` means that they waited for each other. */
  readonly loadBefore: number;
}

export function readConditions(): Conditions {
  const [cpu] = cpus();
  return {
    cpus: cpus().length,
    cpuModel: cpu?.model ?? "unknown CPU",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    loadBefore: currentLoad(),
  };
}

/** Load average of the last minute. */
export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

export function describeConditions(conditions: Conditions): string {
  const { cpuModel, memoryGiB, node, loadBefore } = conditions;
  return `${conditions.cpus} × ${cpuModel}, ${memoryGiB} GiB, Node ${node}, embedded PostgreSQL 18; load average ${loadBefore} at the beginning, ${currentLoad()} at the end`;
}
