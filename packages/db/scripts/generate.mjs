// Writes packages/db/src/generated from prisma/. The engine variable points at any executable, so nothing is downloaded:
// generating needs no schema engine (docs/decisions/001-prisma-without-engine.md).
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const { status } = spawnSync(
  "npx",
  ["prisma", "generate", "--config", "prisma/prisma.config.ts", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  },
);
process.exit(status ?? 1);
