import { gzipSync } from "node:zlib";
import { Stop } from "../stop";
import { type DemoTrace, toExportRequest } from "./otlp-json";

const tracesPerRequest = 25;

export interface Receiver {
  /** Base of the OTLP endpoint, without /v1/traces. */
  readonly endpoint: string;
  readonly apiKey: string;
}

/** Sends traces through the public OTLP port, gzipped, as an exporter would. Throws `Stop` when one batch is not stored. */
export async function sendTraces(
  receiver: Receiver,
  traces: readonly DemoTrace[],
  onProgress: (sentCount: number) => void,
): Promise<void> {
  for (let place = 0; place < traces.length; place += tracesPerRequest) {
    const batch = traces.slice(place, place + tracesPerRequest);
    await sendBatch(receiver, batch);
    onProgress(place + batch.length);
  }
}

async function sendBatch(receiver: Receiver, batch: readonly DemoTrace[]): Promise<void> {
  const response = await fetch(`${receiver.endpoint}/v1/traces`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${receiver.apiKey}`,
      "content-type": "application/json",
      "content-encoding": "gzip",
    },
    body: gzipSync(JSON.stringify(toExportRequest(batch))),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: Error) => {
    throw new Stop(`The OTLP endpoint ${receiver.endpoint} does not answer (${error.message}).`, { cause: error });
  });
  const text = await response.text();
  if (!response.ok) throw new Stop(`The OTLP endpoint answered ${response.status}: ${text.slice(0, 300)}`);
  const { partialSuccess } = JSON.parse(text || "{}") as {
    partialSuccess?: { rejectedSpans?: string; errorMessage?: string };
  };
  if (Number(partialSuccess?.rejectedSpans ?? 0) > 0)
    throw new Stop(`${partialSuccess?.rejectedSpans} spans were rejected: ${partialSuccess?.errorMessage}`);
}
