/** Calls of the browser to the REST API of its own console. The session cookie goes along; nothing else is needed. */

/** An answer that was not a success, in the words of the error catalogue; `status` 0 when no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(facts: {
    status: number;
    code: string;
    message: string;
    field?: string | undefined;
    requestId?: string | undefined;
    retryAfterSeconds?: number | undefined;
  }) {
    super(facts.message);
    this.name = "ApiError";
    this.status = facts.status;
    this.code = facts.code;
    this.field = facts.field;
    this.requestId = facts.requestId;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** `path` below /api, e.g. "/v1/projects/…/traces". Throws ApiError. A session that ended leads to the sign-in page. */
export async function callApi<T>(path: string, request: ApiRequest = {}): Promise<T> {
  const response = await answerOf(path, request);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** `callApi` for an answer that is text. */
export async function readApiText(path: string, request: ApiRequest = {}): Promise<string> {
  return (await answerOf(path, request)).text();
}

async function answerOf(path: string, request: ApiRequest): Promise<Response> {
  const response = await send(path, request);
  if (response.ok) return response;
  const error = await readError(response);
  if (error.status === 401 && typeof window !== "undefined" && path.startsWith("/v1/"))
    window.location.assign(`/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
  throw error;
}

async function send(path: string, request: ApiRequest): Promise<Response> {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) search.set(key, String(value));
  }
  const queryText = search.size === 0 ? "" : `?${search}`;
  try {
    return await fetch(`/api${path}${queryText}`, {
      method: request.method ?? "GET",
      cache: "no-store",
      credentials: "same-origin",
      // Pages say no-referrer, under which browsers leave out Origin as well; the API wants to see it on writes.
      referrerPolicy: "same-origin",
      ...(request.body === undefined
        ? {}
        : { body: JSON.stringify(request.body), headers: { "content-type": "application/json" } }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
  } catch (thrown) {
    if (request.signal?.aborted === true) throw thrown;
    throw new ApiError({
      status: 0,
      code: "network",
      message: "The console did not answer. What is shown is kept; check that it is running, then try again.",
    });
  }
}

/** The error of an answer that was no success. */
export async function readError(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const body: unknown = await response.json().catch(() => undefined);
  const error = isRecord(body) && isRecord(body.error) ? body.error : isRecord(body) ? body : {};
  return new ApiError({
    status: response.status,
    code: textOf(error.code) ?? `http.${response.status}`,
    message: textOf(error.message) ?? `The console answered ${response.status}. Try again, or look into its log.`,
    field: textOf(error.field),
    requestId: textOf(error.requestId),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
