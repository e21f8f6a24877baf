import { compressPayload, type Effort, type PayloadParts } from "../codec";

/** The payloads of one request, one behind the other. */
export interface PayloadBatch {
  /** Alone in its ArrayBuffer, which the compressor may take away. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /** Where each payload ends; the first one starts at 0. */
  readonly ends: readonly number[];
}

export interface PayloadCompressor {
  /** The compressed payloads, in their order. Rejects with `store.unavailable` when the work was lost and may be tried again. */
  compress(batch: PayloadBatch): Promise<readonly PayloadParts[]>;
  close(): Promise<void>;
}

/** Compresses where it is called, always in the least time. */
export const inlineCompressor: PayloadCompressor = {
  compress: async (batch) => compressBatch(batch, "fast"),
  close: async () => {},
};

export function compressBatch({ raw, ends }: PayloadBatch, effort: Effort): PayloadParts[] {
  return ends.map((end, index) => compressPayload(raw.subarray(ends[index - 1] ?? 0, end), effort));
}
