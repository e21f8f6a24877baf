import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { readConfig } from "../config";

/** The stand-in model as a process: loopback only, until a signal. */
export async function standIn(): Promise<number> {
  const { ports } = readConfig();
  const standin = await startModelStandin({ port: ports.standin });
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await standin.close();
  return 0;
}
