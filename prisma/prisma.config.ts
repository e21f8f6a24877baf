import { defineConfig } from "prisma/config";

/** Only `generate`, `validate` and `format` run through Prisma; migrations have their own runner (packages/db). */
export default defineConfig({ schema: "." });
