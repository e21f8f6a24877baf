import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Conditions, currentLoad, describeConditions, readConditions } from "./conditions";
import { checkoutFolder, makeFreshClone, ownPlaces } from "./fresh-clone";
import { catchInterruption, npmStart, orInterrupted, type StartedProduct } from "./npm-start";
import { type Memory, readMemory, sumMemory } from "./process-memory";

export interface StartOptions {
  readonly isJson?: boolean;
  /** Leaves the fresh clone out: starts this checkout, installed and built, with new data. */
  readonly isWarmOnly?: boolean;
}

export interface StartFigures {
  /** Undefined with `--warm-only`. */
  readonly cold: ColdFigures | undefined;
  /** `npm start` with new data where everything is installed and built. Undefined where the first start was the cold one. */
  readonly firstStartSeconds: number | undefined;
  /** `npm start` once more, with the same data. */
  readonly secondStartSeconds: number;
  readonly stopSeconds: number;
  /** Undefined outside of Linux. */
  readonly idle: Memory | undefined;
  readonly idleByProcess: Readonly<Record<string, Memory>> | undefined;
  readonly idleLoad: number;
}

interface ColdFigures {
  readonly commit: string;
  readonly cloneSeconds: number;
  /** With the download of pnpm itself. */
  readonly installSeconds: number;
  readonly buildSeconds: number;
  /** New data: PostgreSQL's files, migrations, all services healthy. */
  readonly startSeconds: number;
  /** From `git clone` to healthy. */
  readonly totalSeconds: number;
}

const coldTimeoutMs = 900_000;
const warmTimeoutMs = 300_000;
/** Long enough for caches of the start to be given back. */
const idleSeconds = 30;

/**
 * Measures `npm start` as a newcomer runs it: a fresh clone with empty caches, then the same again, then the memory of all
 * processes when nothing happens.
 */
export async function run(options: StartOptions = {}): Promise<StartFigures> {
  catchInterruption();
  const conditions = readConditions();
  const parent = await mkdtemp(path.join(tmpdir(), "plumbline-bench-start-"));
  await chmod(parent, 0o755);
  let product: StartedProduct | undefined;
  try {
    const clone = options.isWarmOnly ? undefined : makeFreshClone(parent);
    const folder = clone?.folder ?? checkoutFolder;
    const env = { ...(clone?.env ?? process.env), ...(await ownPlaces(path.join(parent, "data"))) };
    product = await npmStart(folder, env, clone === undefined ? warmTimeoutMs : coldTimeoutMs);
    const first = product;
    await product.stop();
    product = await npmStart(folder, env, warmTimeoutMs);
    const secondStartSeconds = product.runningSeconds;
    await orInterrupted(delay(idleSeconds * 1000));
    const idleByProcess = await readMemory(product.pid);
    const idleLoad = currentLoad();
    const figures: StartFigures = {
      cold: clone === undefined ? undefined : split(clone, first),
      firstStartSeconds: clone === undefined ? first.runningSeconds : undefined,
      secondStartSeconds,
      stopSeconds: await product.stop(),
      idle: idleByProcess === undefined ? undefined : sumMemory(idleByProcess),
      idleByProcess,
      idleLoad,
    };
    if (options.isJson) console.log(JSON.stringify({ bench: "start", ...conditions, ...figures }));
    else print(figures, conditions);
    return figures;
  } finally {
    await product?.stop();
    await rm(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function split(clone: { readonly commit: string; readonly cloneSeconds: number }, first: StartedProduct): ColdFigures {
  const installSeconds = first.installedSeconds ?? 0;
  const builtSeconds = first.builtSeconds ?? installSeconds;
  return {
    commit: clone.commit,
    cloneSeconds: clone.cloneSeconds,
    installSeconds,
    buildSeconds: builtSeconds - installSeconds,
    startSeconds: first.runningSeconds - builtSeconds,
    totalSeconds: clone.cloneSeconds + first.runningSeconds,
  };
}

function print(figures: StartFigures, conditions: Conditions): void {
  const { cold, firstStartSeconds, idle, idleByProcess } = figures;
  const from = cold === undefined ? "this checkout" : `a fresh clone of ${cold.commit} with empty HOME and caches`;
  console.log(
    `npm start of ${from}. ${describeConditions(conditions)}. Memory ${idleSeconds} s after the second start (load ${figures.idleLoad}): resident, and with shared pages counted once.`,
  );
  const rows: Record<string, number | undefined> = {
    "fresh clone to healthy, s": cold?.totalSeconds,
    "  clone, s": cold?.cloneSeconds,
    "  install, s": cold?.installSeconds,
    "  build, s": cold?.buildSeconds,
    "  start, s": cold?.startSeconds,
    "first start, installed and built, s": firstStartSeconds,
    "second start, s": figures.secondStartSeconds,
    "stop, s": figures.stopSeconds,
  };
  console.table(
    Object.fromEntries(
      Object.entries(rows).flatMap(([name, seconds]) => (seconds === undefined ? [] : [[name, seconds.toFixed(1)]])),
    ),
  );
  if (idle === undefined || idleByProcess === undefined) return;
  const show = ({ rssMiB, pssMiB }: Memory) => ({ "resident MiB": Math.round(rssMiB), "PSS MiB": Math.round(pssMiB) });
  console.table({
    "all processes": show(idle),
    ...Object.fromEntries(Object.entries(idleByProcess).map(([name, size]) => [`  ${name}`, show(size)])),
  });
}
