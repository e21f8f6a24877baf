import type { Logger } from "@plumbline/base/log";

/** Resolves with the first SIGTERM or SIGINT. A second one ends the process at once, as people expect of Ctrl-C. */
export function waitForStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (isStopping) process.exit(1);
        isStopping = true;
        resolve(signal);
      });
    }
  });
}

/** Leaves when the time is over even if something still hangs: leases end by themselves, and the sweep goes on. */
export async function stopWithin(ms: number, stopping: Promise<void>, logger: Logger): Promise<void> {
  const timer = setTimeout(() => {
    logger.warn({ ms }, "Stopping took too long; leaving. Running evaluations are taken up again by the next worker.");
    process.exit(1);
  }, ms);
  await stopping.catch((error: unknown) => logger.error({ err: error }, "Stopping failed."));
  clearTimeout(timer);
}
