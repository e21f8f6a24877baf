import { PlumblineError } from "@plumbline/base/errors";
import type { z } from "zod";

const issuesShown = 3;

/** Parses one part of a request. Throws `request.invalid` naming the field, what is wrong with it and what is allowed. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, part: "path" | "query" | "body"): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const [first] = issues;
  const sentences = issues.slice(0, issuesShown).map((issue) => sentence(issue, part, schema));
  if (issues.length > issuesShown) sentences.push(`${issues.length - issuesShown} more fields are wrong.`);
  const field = first === undefined ? undefined : fieldOf(first);
  throw new PlumblineError("request.invalid", {
    message: sentences.join(" "),
    ...(field === undefined || field === "" ? {} : { field }),
  });
}

type Issue = z.core.$ZodIssue;

function fieldOf(issue: Issue): string {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  return path.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text === "" ? String(step) : `${text}.${String(step)}`,
    "",
  );
}

function sentence(issue: Issue, part: string, schema: z.ZodType): string {
  const field = fieldOf(issue);
  if (issue.code === "unrecognized_keys") {
    const known = issue.path.length === 0 ? knownKeys(schema) : "";
    return `The ${part} has no field ${issue.keys.map((key) => `"${key}"`).join(", ")}.${known}`;
  }
  const text = issue.message.endsWith("received undefined") ? "it is required" : issue.message.replace(/[.\s]+$/, "");
  return field === "" ? `The ${part}: ${text}.` : `${field}: ${text}.`;
}

function knownKeys(schema: z.ZodType): string {
  const shape = (schema as { shape?: Record<string, unknown> }).shape;
  const keys = shape === undefined ? [] : Object.keys(shape);
  return keys.length === 0 ? " It takes none." : ` It knows: ${keys.join(", ")}.`;
}
