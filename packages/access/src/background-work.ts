/** Work that no answer waits for: it is awaited at close, and a failure reaches the process's log. */
export interface BackgroundWork {
  start(name: string, work: () => Promise<void>): void;
  /** Resolves when everything started so far has ended. */
  settle(): Promise<void>;
}

export type BackgroundErrorListener = (name: string, error: unknown) => void;

export function createBackgroundWork(onError: BackgroundErrorListener): BackgroundWork {
  const running = new Set<Promise<void>>();
  return {
    start(name, work) {
      const promise = work()
        .catch((error: unknown) => onError(name, error))
        .finally(() => running.delete(promise));
      running.add(promise);
    },
    async settle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
