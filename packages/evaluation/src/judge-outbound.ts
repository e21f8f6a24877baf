import { checkAddress } from "@plumbline/outbound/check-address";
import { createOutboundFetch } from "@plumbline/outbound/create-outbound-fetch";
import type { EvaluationOptions } from "./evaluation-deps";
import { answerBytesMax } from "./judge/chat-answer";

export interface JudgeOutboundOptions {
  readonly allowLoopback: boolean;
  readonly allowPrivate: boolean;
  readonly allowedAddresses?: readonly string[] | undefined;
  /** The stand-in that the operator runs: its address is right wherever it is. */
  readonly standInUrl: string | undefined;
  /** Of the product itself: no judge lives there. */
  readonly databaseUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
  /** Where the product's own processes listen: console, ingest, worker. */
  readonly ownPorts?: readonly number[];
}

export interface JudgeOutbound extends Pick<EvaluationOptions, "fetch" | "checkAddress"> {
  close(): Promise<void>;
}

/** Above the longest timeout that a judge may have: that one is the judge's own and says so in its outcome. */
const timeoutMsMax = 610_000;

/** The way out to judges, the same for the worker and for "Test connection" in the console. */
export function createJudgeOutbound(options: JudgeOutboundOptions): JudgeOutbound {
  const { allowLoopback, allowPrivate, standInUrl } = options;
  const policy = {
    allowLoopback,
    allowPrivate,
    allowedAddresses: options.allowedAddresses ?? [],
    allowedOrigins: standInUrl === undefined ? [] : [new URL(standInUrl).origin],
    ownPorts: options.ownPorts ?? [],
    refusedPorts: [options.databaseUrl, options.redisUrl].flatMap(portOf),
  };
  const fetch = createOutboundFetch({
    ...policy,
    // A judge that does not stream sends its first byte when it has thought to the end.
    firstByteTimeoutMs: timeoutMsMax,
    totalTimeoutMs: timeoutMsMax,
    answerBytesMax,
  });
  return {
    fetch: fetch as EvaluationOptions["fetch"],
    checkAddress: async (text) => (await checkAddress(text, policy)).url,
    close: () => fetch.close(),
  };
}

function portOf(url: string | undefined): number[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { port } = new URL(url);
  return port === "" ? [] : [Number(port)];
}
