import { z } from "zod";

/**
 * Reads an app's configuration from the environment, once, at start. The only place that touches process.env.
 * Throws one sentence per wrong variable, naming it and what it must be.
 */
export function readEnv<S extends z.ZodRawShape>(
  shape: S,
  environment: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<S>> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = z.object(shape).safeParse(present);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
}

/** A port number, 1 to 65535. */
export const port = (fallback: number) => z.coerce.number().int().min(1).max(65535).default(fallback);

/** "1", "true", "yes" and "on" are true; unset is the fallback. */
export const flag = (fallback: boolean) =>
  z
    .enum(["0", "1", "true", "false", "yes", "no", "on", "off"])
    .transform((text) => ["1", "true", "yes", "on"].includes(text))
    .default(fallback);
