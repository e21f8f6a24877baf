import { PlumblineError } from "@plumbline/base/errors";
import { issueWords } from "@plumbline/base/issue-words";
import type { z } from "zod";

const issuesShown = 3;

const partWords = {
  path: issueWords("The path"),
  // A parameter may stand for a list, but a caller wrote no places of one.
  query: issueWords("The query", 1),
  body: issueWords("The body"),
};

/** Parses one part of a request. Throws `request.invalid` naming the field, what is wrong with it and what is allowed. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, part: keyof typeof partWords): z.output<S> {
  const words = partWords[part];
  const result = schema.safeParse(value, { error: words.error });
  if (result.success) return result.data;
  const { issues } = result.error;
  const [first] = issues;
  const sentences = issues.slice(0, issuesShown).map(words.sentence);
  const more = issues.length - issuesShown;
  if (more > 0) sentences.push(more === 1 ? "One more field is wrong." : `${more} more fields are wrong.`);
  const field = first === undefined ? "" : words.field(first);
  throw new PlumblineError("request.invalid", {
    message: sentences.join(" "),
    ...(field === "" ? {} : { field }),
  });
}
