/**
 * A path of this console to go to after signing in, or "/". Anything else would let a link send people elsewhere: "//x",
 * "/\x" and "https:" all leave the site.
 */
export function safeReturnPath(text: string | null | undefined): string {
  if (text === null || text === undefined || !text.startsWith("/")) return "/";
  const base = "http://console.invalid";
  try {
    const url = new URL(text, base);
    return url.origin === base && !text.startsWith("/api/") ? `${url.pathname}${url.search}${url.hash}` : "/";
  } catch {
    return "/";
  }
}
