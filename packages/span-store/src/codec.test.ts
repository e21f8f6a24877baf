import fc from "fast-check";
import { expect, test } from "vitest";
import { bestCodec, codecNumbers, decodePayload, encodePayload } from "./codec";

test.each(["stored", "deflate", "brotli", bestCodec] as const)("%s gives back every byte", (codec) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3_000, size: "max" }), (raw) => {
      expect(decodePayload(encodePayload(raw, codec))).toEqual(Buffer.from(raw));
    }),
    { numRuns: 50 },
  );
});

test("the first byte names the codec, and bytes that do not shrink are stored as they are", () => {
  const text = Buffer.from("the same text again and again ".repeat(100));
  expect(encodePayload(text, "brotli")[0]).toBe(codecNumbers.brotli);
  expect(encodePayload(text, "deflate")[0]).toBe(codecNumbers.deflate);
  expect(encodePayload(text).length).toBeLessThan(text.length / 10);
  expect(encodePayload(Buffer.from("short"))[0]).toBe(codecNumbers.stored);
});

test("an unknown codec and damaged data are errors that say so, never an empty payload", () => {
  const damaged = encodePayload(Buffer.from("the same text again and again ".repeat(100)), "brotli").subarray(0, 20);
  expect(() => decodePayload(Buffer.from([99, 1, 2]))).toThrow("codec byte is 99");
  expect(() => decodePayload(Buffer.alloc(0))).toThrow("codec byte is missing");
  expect(() => decodePayload(damaged)).toThrow("brotli data is damaged");
  expect(() => decodePayload(Buffer.from([codecNumbers.lz4, 1]))).toThrow("lz4-compressed");
});
