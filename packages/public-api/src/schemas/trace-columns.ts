import { isPathField } from "@plumbline/query/fields";
import { type Path, parsePath } from "@plumbline/span/extraction/path";
import { columnsMax } from "@plumbline/span-store/read/trace-path-columns";
import { z } from "zod";

/** A comma between paths; one inside of a quoted name is followed by something else. */
const betweenPaths = /,(?=\s*(?:attributes|resource)[.[])/;

const path = z.string().transform((text, context): Path => {
  const trimmed = text.trim();
  const parsed = parsePath(trimmed, { allowWildcard: true });
  if (parsed.ok && isPathField(trimmed)) return parsed.path;
  const reason = parsed.ok ? "A column starts with attributes. or resource." : parsed.error.message;
  context.addIssue({ code: "custom", message: `columns: ${trimmed} is no path of a column. ${reason}` });
  return z.NEVER;
});

/** Paths of columns: repeated, or separated by commas. */
export const traceColumns = z.preprocess(
  (value: string | readonly string[]) => (typeof value === "string" ? value.split(betweenPaths) : value),
  z.array(path).min(1).max(columnsMax),
);
