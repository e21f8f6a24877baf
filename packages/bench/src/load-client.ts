import http from "node:http";
import { gzipSync } from "node:zlib";
import type { LoadBody } from "./ingest-bodies";

export interface LoadOptions {
  readonly url: string;
  readonly key: string;
  readonly bodies: readonly LoadBody[];
  readonly connections: number;
  readonly isGzip: boolean;
}

export interface LoadResult {
  readonly ackedSpans: number;
  readonly requests: number;
  readonly refused: number;
  readonly seconds: number;
  /** Ascending. */
  readonly latenciesMs: readonly number[];
}

/** Sends bodies in a closed loop on some keep-alive connections until the time is over; counts what was acknowledged. */
export async function runLoad(options: LoadOptions, seconds: number): Promise<LoadResult> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: options.connections, noDelay: true });
  const latenciesMs: number[] = [];
  let ackedSpans = 0;
  let refused = 0;
  let turn = 0;
  const begin = performance.now();
  const until = begin + seconds * 1000;

  const sendInLoop = async (): Promise<void> => {
    while (performance.now() < until) {
      const body = options.bodies[turn++ % options.bodies.length];
      if (!body) return;
      const fresh = body.fresh();
      const bytes = options.isGzip ? gzipSync(fresh, { level: 1 }) : fresh;
      const sentAt = performance.now();
      const status = await post(agent, options, bytes);
      latenciesMs.push(performance.now() - sentAt);
      if (status === 200) ackedSpans += body.spanCount;
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: options.connections }, sendInLoop));
  agent.destroy();
  return {
    ackedSpans,
    requests: latenciesMs.length,
    refused,
    seconds: (performance.now() - begin) / 1000,
    latenciesMs: latenciesMs.sort((a, b) => a - b),
  };
}

function post(agent: http.Agent, { url, key, isGzip }: LoadOptions, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${url}/v1/traces`,
      {
        method: "POST",
        agent,
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/x-protobuf",
          "content-length": bytes.length,
          ...(isGzip ? { "content-encoding": "gzip" } : {}),
        },
      },
      (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode ?? 0));
      },
    );
    request.once("error", reject);
    request.end(bytes);
  });
}

/** The value below which this share of the ascending list lies. */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
}
