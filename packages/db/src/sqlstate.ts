/** The five-character SQLSTATE of a PostgreSQL error, or undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

const connectionErrors = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT", "ENOTFOUND"]);

/**
 * Whether the same statement can succeed later: the connection is gone, the server is starting, stopping or out of
 * resources, or a lock was not to be had (classes 08, 40, 53, 57 and 55P03).
 */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return /^(08|40|53|57)/.test(state) || state === "55P03";
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  if (code !== undefined && connectionErrors.has(code)) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/.test(
    message ?? "",
  );
}
