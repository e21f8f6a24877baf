import { z } from "zod";

/** A query parameter with several values: repeated (`status=ok&status=error`) or comma-separated (`status=ok,error`). */
export function listOf<S extends z.ZodType>(item: S) {
  return z.preprocess(
    (value: string | readonly string[]) => (typeof value === "string" ? value.split(",") : value),
    z.array(item).min(1).max(20),
  );
}
