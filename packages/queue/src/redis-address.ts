/** The address of a Redis as a sentence may show it: without user, password and options. */
export function redisAddress(redisUrl: string): string {
  const { protocol, hostname, port, pathname } = new URL(redisUrl);
  return `${protocol}//${hostname}:${port === "" ? "6379" : port}${pathname === "/" ? "" : pathname}`;
}
