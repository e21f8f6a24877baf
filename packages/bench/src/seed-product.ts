import { randomBytes } from "node:crypto";
import type { Product } from "@plumbline/e2e/product";
import { type AgentTrace, agentTraceRequest } from "./agent-trace";

const spansPerRequest = 512;
const backgroundTraces = 200;

/** One trace of each size, sent as an exporter would send it, above a first page of small ones. Size to trace id. */
export async function seedProduct(product: Product, sizes: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const now = Date.now();
  for (let nth = 0; nth < backgroundTraces; nth++) await send(product, newTrace(8, now - 600_000 - nth * 5_000));
  const traceIds = new Map<number, string>();
  for (const [place, spans] of sizes.entries()) {
    const trace = newTrace(spans, now - 120_000 + place * 1_000);
    await send(product, trace);
    traceIds.set(spans, trace.traceId);
  }
  return traceIds;
}

function newTrace(total: number, startMs: number): AgentTrace {
  return { traceId: randomBytes(16).toString("hex"), total, startNano: BigInt(startMs) * 1_000_000n };
}

async function send(product: Product, trace: AgentTrace): Promise<void> {
  for (let first = 0; first < trace.total; first += spansPerRequest) {
    const count = Math.min(spansPerRequest, trace.total - first);
    const response = await fetch(`${product.otlpUrl}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${product.apiKey}` },
      body: JSON.stringify(agentTraceRequest(trace, first, count)),
    });
    if (response.status !== 200) throw new Error(`Ingest answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  }
}
