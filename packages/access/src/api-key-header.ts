/** `pl_` and 43 base64url characters: 256 random bits. */
const apiKeyPattern = /^pl_[A-Za-z0-9_-]{43}$/;

export function isApiKeyText(text: string): boolean {
  return apiKeyPattern.test(text);
}

type HeaderSource =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The API key of a request: `Authorization: Bearer <key>`, or `x-plumbline-key: <key>` where an exporter cannot set the
 * first. Answers what was sent, well-formed or not; undefined when neither header is there.
 */
export function apiKeyFromHeaders(headers: HeaderSource): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(readHeader(headers, "authorization") ?? "")?.[1];
  return bearer ?? readHeader(headers, "x-plumbline-key")?.trim();
}

function readHeader(headers: HeaderSource, name: string): string | undefined {
  if (isHeaders(headers)) return headers.get(name) ?? undefined;
  const value = headers[name];
  return typeof value === "string" ? value : value?.[0];
}

function isHeaders(headers: HeaderSource): headers is { get(name: string): string | null } {
  return typeof headers.get === "function";
}
