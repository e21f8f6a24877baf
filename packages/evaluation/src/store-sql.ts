import { storableText } from "@plumbline/base/json";

/** A value as the text of a jsonb parameter, with every string in a form that PostgreSQL stores. */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "string" ? storableText(inner) : inner));
}
