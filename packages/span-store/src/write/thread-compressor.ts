import { parentPort, Worker } from "node:worker_threads";
import { PlumblineError } from "@plumbline/base/errors";
import type { Effort, PayloadParts } from "../codec";
import { EffortBudget } from "./effort-budget";
import { compressBatch, type PayloadBatch, type PayloadCompressor } from "./payload-compressor";

/** Below this, telling another thread costs more than the compression that it takes over. */
const threadFromBytes = 48 * 1024;

interface Task {
  readonly batch: PayloadBatch;
  readonly effort: Effort;
}

interface Pending {
  readonly resolve: (parts: readonly PayloadParts[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Compresses on a thread of its own: it is the dearest step of ingest, needs nothing but the bytes, and would hold up every
 * other request for as long as a large one takes. How hard it tries depends on the load (`EffortBudget`). A thread that dies is replaced; its requests are told to try again.
 *
 * @param entry A module that calls `serveCompression`.
 */
export function createThreadCompressor(entry: URL): PayloadCompressor {
  let thread: Worker | undefined;
  /** A thread answers in the order in which it was asked. */
  let pending: Pending[] = [];
  const budget = new EffortBudget();

  function start(): Worker {
    const started = new Worker(entry);
    const fail = (cause: unknown) => {
      if (thread !== started) return;
      thread = undefined;
      const lost = pending;
      pending = [];
      for (const { reject } of lost) reject(new PlumblineError("store.unavailable", { cause, retryAfterSeconds: 1 }));
    };
    started.on("message", (answer: PackedParts) => pending.shift()?.resolve(unpack(answer)));
    started.on("error", fail);
    started.on("exit", (code) => fail(new Error(`The compression thread ended with code ${code}.`)));
    started.unref();
    return started;
  }

  return {
    async compress(batch) {
      const effort = budget.take(batch.raw.length, performance.now());
      if (batch.raw.length < threadFromBytes) return compressBatch(batch, effort);
      thread ??= start();
      const asked = thread;
      return new Promise((resolve, reject) => {
        pending.push({ resolve, reject });
        asked.postMessage({ batch, effort } satisfies Task, [batch.raw.buffer]);
      });
    },
    async close() {
      const closing = thread;
      thread = undefined;
      await closing?.terminate();
    },
  };
}

/** The other side: to be called once by the module that the thread runs. */
export function serveCompression(): void {
  if (!parentPort) throw new Error("serveCompression belongs into a thread.");
  const port = parentPort;
  port.on("message", ({ batch, effort }: Task) => {
    const packed = pack(compressBatch(batch, effort));
    port.postMessage(packed, [packed.bytes.buffer]);
  });
}

/** Payloads in one piece of memory, which changes hands without being copied. */
interface PackedParts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: readonly number[];
  readonly codecs: readonly number[];
}

function pack(parts: readonly PayloadParts[]): PackedParts {
  const bytes = new Uint8Array(parts.reduce((sum, { body }) => sum + body.length, 0));
  let end = 0;
  const ends = parts.map(({ body }) => {
    bytes.set(body, end);
    end += body.length;
    return end;
  });
  return { bytes, ends, codecs: parts.map(({ codec }) => codec) };
}

function unpack({ bytes, ends, codecs }: PackedParts): PayloadParts[] {
  return ends.map((end, index) => ({
    codec: codecs[index] ?? Number.NaN,
    body: bytes.subarray(ends[index - 1] ?? 0, end),
  }));
}
