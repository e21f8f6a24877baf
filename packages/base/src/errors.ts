/**
 * The error catalogue: every error that leaves a process is one of these rows. Response bodies, gRPC codes and the error
 * reference in the docs are derived from it.
 *
 * `message` is public and finished: it says what happened, what was kept and what to do. `detail` is for the log only.
 */

/** Codes of google.rpc.Code that the catalogue uses. */
export const grpcCode = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

export interface ErrorRow {
  readonly http: number;
  readonly grpc: number;
  /** Whether sending the same request again can succeed. */
  readonly retryable: boolean;
  /** The public sentence when the thrower gives none. */
  readonly message: string;
}

export const errorCatalogue = {
  "request.invalid": row(400, grpcCode.invalidArgument, false, "The request is not valid."),
  "request.undecodable": row(400, grpcCode.invalidArgument, false, "The body could not be decoded."),
  "request.too_large": row(413, grpcCode.resourceExhausted, false, "The request is larger than the limit."),
  "request.media_type": row(415, grpcCode.unimplemented, false, "This content type is not accepted."),
  "request.method": row(405, grpcCode.unimplemented, false, "This method is not accepted here."),
  "request.cross_site": row(403, grpcCode.permissionDenied, false, "The request came from another site."),
  "auth.missing": row(401, grpcCode.unauthenticated, false, "No API key or session was sent."),
  "auth.invalid": row(401, grpcCode.unauthenticated, false, "The API key or session is not valid."),
  "auth.forbidden": row(403, grpcCode.permissionDenied, false, "This key or account may not do that."),
  "auth.rate_limited": row(429, grpcCode.resourceExhausted, true, "Too many attempts. Wait and try again."),
  "resource.not_found": row(404, grpcCode.notFound, false, "Not found in this project."),
  "resource.conflict": row(409, grpcCode.alreadyExists, false, "It exists already."),
  "resource.gone": row(410, grpcCode.notFound, false, "It is no longer available."),
  "store.unavailable": row(
    503,
    grpcCode.unavailable,
    true,
    "The database cannot be reached. Nothing was stored; send it again.",
  ),
  "query.too_slow": row(
    503,
    grpcCode.resourceExhausted,
    false,
    "The query took too long and was stopped; nothing was changed. Choose a shorter time range or one more filter.",
  ),
  "service.overloaded": row(503, grpcCode.unavailable, true, "The service is busy. Nothing was stored; send it again."),
  "service.stopping": row(
    503,
    grpcCode.unavailable,
    true,
    "The service is stopping. Nothing was stored; send it again.",
  ),
  "service.failed": row(
    503,
    grpcCode.unavailable,
    true,
    "Something failed that should not. Nothing is known to be stored; send it again. The log holds the details.",
  ),
  "judge.invalid_address": row(400, grpcCode.invalidArgument, false, "This judge address is not allowed."),
  "secret.unreadable": row(
    409,
    grpcCode.failedPrecondition,
    false,
    "The stored token can no longer be read. Enter it again.",
  ),
  "internal.unexpected": row(
    500,
    grpcCode.internal,
    false,
    "Something failed that should not. The log holds the details.",
  ),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorCatalogue;

function row(http: number, grpc: number, retryable: boolean, message: string): ErrorRow {
  return { http, grpc, retryable, message };
}

export interface PlumblineErrorOptions {
  /** Public sentence; the catalogue's own when left out. */
  readonly message?: string;
  /** Names the field or limit at fault, as the sender knows it. */
  readonly field?: string;
  /** Seconds after which to try again; sent as Retry-After. */
  readonly retryAfterSeconds?: number;
  /** For the log only. */
  readonly detail?: unknown;
  readonly cause?: unknown;
}

/**
 * Marks our errors. The class alone is not enough: a bundler may put this file into a process twice (Next does, for pages
 * and for route handlers), and an error of one copy must be known by the other.
 */
const mark: unique symbol = Symbol.for("plumbline.error");

/** The one error class that may cross a package border on purpose. */
export class PlumblineError extends Error {
  readonly [mark] = true;
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly detail: unknown;

  constructor(code: ErrorCode, options: PlumblineErrorOptions = {}) {
    super(options.message ?? errorCatalogue[code].message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "PlumblineError";
    this.code = code;
    this.field = options.field;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.detail = options.detail;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && mark in value;
  }

  get row(): ErrorRow {
    return errorCatalogue[this.code];
  }
}

/** Turns anything thrown into a catalogue error; an unknown one becomes `internal.unexpected` with its cause kept. */
export function toPlumblineError(thrown: unknown): PlumblineError {
  return thrown instanceof PlumblineError ? thrown : new PlumblineError("internal.unexpected", { cause: thrown });
}
