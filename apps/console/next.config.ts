import path from "node:path";
import type { NextConfig } from "next";

/** A browser that takes Brotli; over plain HTTP they offer it to loopback names only. */
const takesBrotli = [{ type: "header", key: "accept-encoding", value: "(?:.*[ ,])?br(?:,.*)?" } as const];
/** Scripts and styles with a Brotli copy beside them, made by scripts/compress-static.mjs. */
const brotliCopies = [
  { source: "/_next/static/:file(.*\\.js)", contentType: "text/javascript; charset=utf-8" },
  { source: "/_next/static/:file(.*\\.css)", contentType: "text/css; charset=utf-8" },
];

const config: NextConfig = {
  // Our packages are TypeScript source without a build of their own.
  transpilePackages: [
    "@plumbline/access",
    "@plumbline/base",
    "@plumbline/db",
    "@plumbline/evaluation",
    "@plumbline/otlp",
    "@plumbline/outbound",
    "@plumbline/public-api",
    "@plumbline/query",
    "@plumbline/queue",
    "@plumbline/span",
    "@plumbline/span-store",
    "@plumbline/ui",
  ],
  turbopack: { root: path.join(import.meta.dirname, "../..") },
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` checks the types of every package; a first start should not wait for them again.
  typescript: { ignoreBuildErrors: true },
  agentRules: false,
  devIndicators: false,
  // The copies are made by a build only.
  ...(process.env.NODE_ENV === "production"
    ? {
        headers: async () =>
          brotliCopies.map(({ source, contentType }) => ({
            source,
            has: takesBrotli,
            headers: [
              { key: "Content-Encoding", value: "br" },
              { key: "Content-Type", value: contentType },
              { key: "Vary", value: "Accept-Encoding" },
            ],
          })),
        rewrites: async () => ({
          beforeFiles: brotliCopies.map(({ source }) => ({
            source,
            has: takesBrotli,
            destination: "/_next/static/:file.br",
          })),
        }),
      }
    : {}),
};

export default config;
