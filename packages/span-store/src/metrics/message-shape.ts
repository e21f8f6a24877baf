const shapeCharsMax = 200;

/** In this order: what looks like one thing must not have been cut up by a rule before it. */
const rules: readonly (readonly [pattern: RegExp, stands: string])[] = [
  [/"(?:[^"\\]|\\.){0,400}"?|`[^`]{0,400}`?|(?<![\p{L}\p{N}])'[^'\n]{0,400}'(?![\p{L}\p{N}])/gu, "…"],
  [/\bhttps?:\/\/[^\s)>\]}]+/gi, "<url>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b0x[0-9a-f]+\b/gi, "<id>"],
  // Letters and digits mixed, eight or more: request ids, keys, hashes.
  [/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[a-z0-9]+(?:[_-][a-z0-9]+)*\b(?<=[\w-]{8})/gi, "<id>"],
  [/\d+(?:[.,:]\d+)*/g, "<n>"],
  [/\s+/g, " "],
];

/**
 * What messages of one kind have in common: quoted parts, addresses, ids and numbers are left out, so that
 * `Request req_8f2a91c3 timed out after 30.0 s` and the next one are the same. At most 200 characters.
 */
export function messageShape(message: string): string {
  let shape = message.slice(0, 400);
  for (const [pattern, stands] of rules) shape = shape.replace(pattern, stands);
  return shape.trim().slice(0, shapeCharsMax).toWellFormed();
}
