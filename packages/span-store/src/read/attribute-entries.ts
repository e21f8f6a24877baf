import { isJsonObject } from "@plumbline/base/json";
import type { ReadSpan } from "@plumbline/span/document/types";
import { selfKey } from "@plumbline/span/document/unflatten";

export type AttributeEntry = readonly [key: string, value: unknown];

/** The attributes of a span and of all that stands around it: its events, links, resource and scope. */
export function* attributeEntries({ flatAttributes, document }: ReadSpan): Iterable<AttributeEntry> {
  yield* Object.entries(flatAttributes);
  const { events, links, resource, scope } = document;
  for (const { attributes } of [...events, ...links, resource, scope]) yield* dotted(attributes, "");
}

/** Under the keys as they came: the document nests them. A list is one value, as its items may be attributes or not. */
function* dotted(value: unknown, path: string): Iterable<AttributeEntry> {
  if (!isJsonObject(value)) yield [path, value];
  else {
    for (const [key, item] of Object.entries(value)) {
      if (key === selfKey) yield [path, item];
      else yield* dotted(item, path === "" ? key : `${path}.${key}`);
    }
  }
}
