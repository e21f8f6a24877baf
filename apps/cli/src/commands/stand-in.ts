/** The stand-in model as a process of its own. It ends the process itself, on a signal or when its port is taken. */
export async function standIn(): Promise<number> {
  await import("@plumbline/model-standin/main");
  return new Promise(() => {});
}
