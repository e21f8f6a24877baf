import path from "node:path";
import type { NextConfig } from "next";

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
};

export default config;
