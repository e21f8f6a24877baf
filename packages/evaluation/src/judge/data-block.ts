import { randomBytes } from "node:crypto";
import { storableText } from "@plumbline/base/json";

/** 96 random bits: nobody who wrote a trace can have guessed the markers of a call that is made later. */
export function newNonce(): string {
  return randomBytes(12).toString("hex");
}

/**
 * The content to judge as one JSON object on one line between two marker lines. JSON strings cannot hold a line break, and
 * runs of three angle brackets inside them are written as escapes, so no content can look like the end of its own block.
 */
export function dataBlock(content: Record<string, unknown>, nonce: string): string {
  return `${openMarker(nonce)}\n${encodeContent(content)}\n${closeMarker(nonce)}`;
}

export function openMarker(nonce: string): string {
  return `<<<PLUMBLINE-DATA ${nonce}>>>`;
}

export function closeMarker(nonce: string): string {
  return `<<<END-PLUMBLINE-DATA ${nonce}>>>`;
}

function encodeContent(content: Record<string, unknown>): string {
  const text = JSON.stringify(content, (_key, value: unknown) =>
    typeof value === "string" ? storableText(value) : value,
  );
  return text
    .replace(/<{3,}/g, (run) => "\\u003c".repeat(run.length))
    .replace(/>{3,}/g, (run) => "\\u003e".repeat(run.length))
    .replace(/[\u0085\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
