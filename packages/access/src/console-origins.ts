const loopbackHosts = ["127.0.0.1", "localhost", "[::1]"];

/**
 * The origins from which the console's own pages send requests. On a loopback address its three spellings count as one,
 * because people type `localhost` where the launcher printed 127.0.0.1.
 */
export function consoleOrigins(consoleUrl: string): readonly string[] {
  const url = new URL(consoleUrl);
  if (!loopbackHosts.includes(url.hostname)) return [url.origin];
  return loopbackHosts.map((host) => {
    const spelling = new URL(url);
    spelling.hostname = host;
    return spelling.origin;
  });
}
