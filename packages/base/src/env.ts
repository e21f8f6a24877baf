import { z } from "zod";
import { issueWords } from "./issue-words";

const words = issueWords("The environment");

/** A setting that cannot be used. The message is a sentence for each; nothing else about it helps. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads an app's configuration from the environment, once, at start. The only place that touches process.env. What is set
 * to nothing counts as not set. Throws `SettingsError` with one sentence per wrong variable: its name, what is wrong and what is allowed.
 */
export function readEnv<S extends z.ZodRawShape>(
  shape: S,
  environment: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<S>> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = z.object(shape).safeParse(present, { error: words.error });
  if (result.success) return result.data;
  throw new SettingsError(result.error.issues.map(words.sentence).join("\n"));
}

/** For the main file of a service: wrong settings are said on stderr and end the process with exit code 1, without a stack. */
export function settingsOrExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** A port number, 1 to 65535. */
export const port = (fallback: number) =>
  z
    .string()
    .transform((text, context) => {
      const number = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
      if (number >= 1 && number <= 65_535) return number;
      const message = `must be a port, a whole number from 1 to 65535 such as ${fallback}, not "${text}"`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    })
    .default(fallback);

const truths = ["true", "1", "yes", "on"];
const falsehoods = ["false", "0", "no", "off"];

/** "1", "true", "yes" and "on" are true; unset is the fallback. */
export const flag = (fallback: boolean) =>
  z
    .string()
    .transform((text, context) => {
      if (truths.includes(text)) return true;
      if (falsehoods.includes(text)) return false;
      context.addIssue({ code: "custom", message: `must be true or false (or 1, 0, yes, no, on, off), not "${text}"` });
      return z.NEVER;
    })
    .default(fallback);
