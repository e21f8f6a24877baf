import { OutboundError } from "./outbound-error";
import type { RequestClock } from "./request-clock";

export interface BodyLimit {
  readonly host: string;
  readonly answerBytesMax: number;
  readonly clock: RequestClock;
}

/**
 * Passes the answer's bytes on as they are read and counts them after decompression, so that neither an endless answer nor
 * a compressed bomb fills memory. Reading fails with OutboundError; the connection is given up then.
 */
export function limitBody(
  body: ReadableStream<Uint8Array>,
  { host, answerBytesMax, clock }: BodyLimit,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            clock.stop();
            controller.close();
            return;
          }
          bytes += value.byteLength;
          if (bytes > answerBytesMax) {
            throw new OutboundError("answer-too-large", `${host} answered with more than ${answerBytesMax} bytes.`);
          }
          controller.enqueue(value);
        } catch (thrown) {
          const error = clock.explain(thrown);
          clock.stop();
          clock.fail(error);
          controller.error(error);
        }
      },
      async cancel(reason) {
        clock.stop();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
