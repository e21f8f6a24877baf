/** The five-character SQLSTATE of a PostgreSQL error, or undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Prisma's own codes for: cannot reach, timed out, connection closed, pool exhausted, write conflict. */
const prismaErrors = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2034"]);

const connectionErrors = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT", "ENOTFOUND"]);

/**
 * Whether the same statement can succeed later: the connection is gone, the server is starting, stopping or out of
 * resources, or a lock was not to be had (classes 08, 40, 53, 57 and 55P03).
 */
export function isRetryable(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  // First, because EPIPE has the five capitals of a SQLSTATE.
  if (code !== undefined && connectionErrors.has(code)) return true;
  const state = sqlState(error);
  if (state !== undefined) return /^(08|40|53|57)/.test(state) || state === "55P03" || prismaErrors.has(state);
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/.test(
    message ?? "",
  );
}
