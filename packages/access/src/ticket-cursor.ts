import { PlumblineError } from "@plumbline/base/errors";
import { parseProjectId } from "@plumbline/base/ids";
import { isJsonObject, tryParseJson } from "@plumbline/base/json";

export interface TicketCursor {
  /** As PostgreSQL prints it: a Date would lose the microseconds, and the page would start one row too late. */
  readonly createdAt: string;
  readonly id: string;
}

export function encodeCursor({ createdAt, id }: TicketCursor): string {
  return Buffer.from(JSON.stringify({ createdAt, id })).toString("base64url");
}

/** Throws `request.invalid` for anything that encodeCursor did not write. */
export function decodeCursor(text: string): TicketCursor {
  const value = tryParseJson(Buffer.from(text, "base64url").toString("utf8"));
  if (isJsonObject(value) && typeof value.createdAt === "string" && typeof value.id === "string") {
    const isTime = /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/.test(value.createdAt);
    if (isTime && parseProjectId(value.id) !== undefined) return { createdAt: value.createdAt, id: value.id };
  }
  throw new PlumblineError("request.invalid", { field: "cursor", message: "This cursor is not one of this list's." });
}
