import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { redisAddress } from "./redis-address";

const pauseMs = 250;
const answerMsMax = 2_000;

/**
 * Why the Redis of `redisUrl` cannot be used, as a sentence that names its address and no password; undefined when it
 * answers a PING. One that is only just starting is waited for, up to `waitMs`; one that refuses (a wrong password, a
 * database number that it has not) is not.
 */
export async function findRedisProblem(redisUrl: string, waitMs: number): Promise<string | undefined> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const error = await ping(redisUrl, Math.max(1, Math.min(answerMsMax, deadline - Date.now())));
    if (error === undefined) return undefined;
    const hasRefused = error.name === "ReplyError" && !/^(LOADING|BUSY|MASTERDOWN)/.test(error.message);
    if (hasRefused) return `The Redis at ${redisAddress(redisUrl)} refuses: ${error.message.replace(/\.*$/, "")}.`;
    if (Date.now() + pauseMs >= deadline) {
      return `No Redis answers at ${redisAddress(redisUrl)}: ${error.message.replace(/\.*$/, "")}.`;
    }
    await delay(pauseMs);
  }
}

async function ping(redisUrl: string, timeoutMs: number): Promise<Error | undefined> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // The promise of a failed connection says only that it is closed; why stands in the event.
  let reason: Error | undefined;
  redis.on("error", (error: Error) => {
    reason ??= error;
  });
  try {
    await redis.connect();
    await redis.ping();
    return reason;
  } catch (error) {
    return reason ?? (error as Error);
  } finally {
    redis.disconnect();
  }
}
