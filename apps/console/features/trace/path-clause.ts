import { printQuery } from "@plumbline/query/print";
import type { Clause, Query } from "@plumbline/query/query";
import { renderPath } from "@plumbline/span/extraction/render-path";
import type { JsonPlace, JsonRow } from "./json-rows";

/** Longer texts are asked for by how they begin: nobody wants a page of prose in a filter. */
const exactCharsMax = 120;

/** The path of a value as queries and columns write it: entries of lists stand for any entry. */
export function queryPathOf({ path, valuePath }: JsonPlace): string | undefined {
  const [root, second] = path;
  const isQueried = (root === "attributes" && path.length > 1) || (root === "resource" && second === "attributes");
  // What stands inside of JSON text has no path of its own in a query.
  if (!isQueried || valuePath !== undefined) return undefined;
  return renderPath(
    path
      .filter((step) => step !== "$self")
      .map((step) =>
        typeof step === "number"
          ? { type: "wildcard" as const }
          : { type: "name" as const, name: step, isQuoted: false },
      ),
  );
}

/** The clause that finds traces with this value, as text; undefined where a query cannot ask for it. */
export function filterOf(row: Pick<JsonRow, "path" | "valuePath" | "value" | "kind">): string | undefined {
  const query = spanFieldQuery(row) ?? pathQuery(row);
  return query === undefined ? undefined : printQuery(query);
}

/** Name, kind and status are columns of a span and not attributes. */
function spanFieldQuery({ path, value }: Pick<JsonRow, "path" | "value">): Query | undefined {
  const clause = (field: string, text: string): Query => ({
    type: "has",
    item: { type: "clause", field, operator: "=", values: [text] },
  });
  if (typeof value !== "string") return undefined;
  const place = path.join(".");
  if (place === "name" || place === "kind") return clause(place, value);
  if (place === "status.code") return clause("status", value.toLowerCase());
  return undefined;
}

function pathQuery(row: Pick<JsonRow, "path" | "valuePath" | "value" | "kind">): Clause | undefined {
  const field = queryPathOf(row);
  if (field === undefined) return undefined;
  const { value } = row;
  if (typeof value === "number" || typeof value === "boolean")
    return { type: "clause", field, operator: "=", values: [value] };
  if (typeof value !== "string" || value.trim() === "")
    return { type: "clause", field, operator: "exists", values: [] };
  if (value.length <= exactCharsMax) return { type: "clause", field, operator: "=", values: [value] };
  return { type: "clause", field, operator: "~", values: [beginning(value)] };
}

/** Whole words from the beginning, on one line. */
function beginning(text: string): string {
  const start = text.slice(0, exactCharsMax).trim();
  const cut = start.search(/\s\S*$/);
  return cut > exactCharsMax / 2 ? start.slice(0, cut) : start;
}
