import type { Pool } from "@plumbline/db/pool";

export interface Health {
  readonly status: "ok" | "unavailable" | "stopping";
  readonly database: "ok" | "unreachable";
}

export type CheckHealth = () => Promise<Health>;

/** Anyone may ask, so the database hears of it at most this often. */
const rememberedMs = 500;
const databaseTimeoutMs = 2_000;

/** Whether spans can be stored now: the process takes requests and the database answers. */
export function createHealthCheck(pool: Pool, isStopping: () => boolean): CheckHealth {
  let asked: { at: number; answer: Promise<boolean> } | undefined;
  return async () => {
    if (asked === undefined || Date.now() - asked.at > rememberedMs) asked = { at: Date.now(), answer: answers(pool) };
    const isDatabaseUp = await asked.answer;
    const status = isStopping() ? "stopping" : isDatabaseUp ? "ok" : "unavailable";
    return { status, database: isDatabaseUp ? "ok" : "unreachable" };
  };
}

async function answers(pool: Pool): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, databaseTimeoutMs, false);
  });
  const query = pool.query("SELECT 1").then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([query, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
