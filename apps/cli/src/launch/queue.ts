import { findRedisProblem } from "@plumbline/queue/check-redis";
import type { Config } from "../config";
import { Stop } from "../stop";
import { startProgress } from "./progress";

/** A Redis that starts beside Plumbline is there by then; while Plumbline runs, one that goes is waited for. */
const waitMsMax = 10_000;

/** Throws `Stop` where a Redis is set that does not answer in time. Without one the queue is in the database. */
export async function checkQueue({ redisUrl }: Pick<Config, "redisUrl">, waitMs = waitMsMax): Promise<void> {
  if (redisUrl === undefined) return;
  const progress = startProgress("Looking for the queue's Redis");
  const problem = await findRedisProblem(redisUrl, waitMs).finally(() => progress.end());
  if (problem === undefined) return;
  throw new Stop(
    `${problem} Start it, correct REDIS_URL, or leave REDIS_URL out to keep the queue in PostgreSQL.\nNothing was started.`,
  );
}
