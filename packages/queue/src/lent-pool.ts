import type { Pool } from "@plumbline/db/pool";

type Listener = (error: Error) => void;

interface Closeable {
  close(): Promise<void>;
}

/**
 * One pool for many queues and workers. BullMQ's objects listen to errors of the pool that they are given and never stop: a worker
 * opened again and again while the database is away would leave a listener each time, and a dozen of those in use look like a leak
 * to Node. Here the pool has one listener, which tells whoever is open.
 */
export class PoolLender {
  readonly #pool: Pool;
  readonly #listeners = new Set<Listener>();

  constructor(pool: Pool) {
    this.#pool = pool;
    pool.on("error", (error) => {
      for (const listener of [...this.#listeners]) listener(error);
    });
  }

  /** Makes something that uses the pool. Once it is closed, it hears no more of it. */
  lend<T extends Closeable>(make: (pool: Pool) => T): T {
    const own = new Set<Listener>();
    const listen = (event: string, listener: Listener) => {
      if (event !== "error") return this.#pool.on(event as "connect", listener as never);
      own.add(listener);
      this.#listeners.add(listener);
      return lent;
    };
    const lent: Pool = new Proxy(this.#pool, {
      get: (pool, key) => {
        if (key === "on" || key === "addListener") return listen;
        const value: unknown = Reflect.get(pool, key);
        return typeof value === "function" ? value.bind(pool) : value;
      },
    });
    const made = make(lent);
    const close = made.close.bind(made);
    made.close = async () => {
      try {
        await close();
      } finally {
        for (const listener of own) this.#listeners.delete(listener);
      }
    };
    return made;
  }
}
