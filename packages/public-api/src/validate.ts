import { PlumblineError } from "@plumbline/base/errors";
import { finishedSentence, issueField, issueSentence } from "@plumbline/base/issue-sentence";
import type { z } from "zod";

const issuesShown = 3;

/** Parses one part of a request. Throws `request.invalid` naming the field, what is wrong with it and what is allowed. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, part: "path" | "query" | "body"): z.output<S> {
  const whole = `The ${part}`;
  const result = schema.safeParse(value, { error: issueSentence(whole) });
  if (result.success) return result.data;
  const { issues } = result.error;
  const [first] = issues;
  const sentences = issues.slice(0, issuesShown).map((issue) => finishedSentence(issue, whole));
  const more = issues.length - issuesShown;
  if (more > 0) sentences.push(more === 1 ? "One more field is wrong." : `${more} more fields are wrong.`);
  const field = first === undefined ? "" : issueField(first);
  throw new PlumblineError("request.invalid", {
    message: sentences.join(" "),
    ...(field === "" ? {} : { field }),
  });
}
