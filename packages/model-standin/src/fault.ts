/**
 * What can be made to go wrong. Written as `kind` or `kind;key=value;…` with the keys `delay` (ms before the answer),
 * `retry-after` (seconds, `date` or `none`) and `times` (how many requests it holds for).
 */
export const faultKinds = [
  "ok",
  // The server's mood.
  "400",
  "401",
  "402",
  "403",
  "404",
  "408",
  "429",
  "500",
  "502",
  "503",
  "529",
  // The connection.
  "hang",
  "hang-body",
  "slow-drip",
  "reset",
  "reset-body",
  "gzip",
  "bad-gzip",
  "redirect",
  // The body.
  "huge",
  "endless",
  "garbage",
  "html",
  "empty-body",
  "empty-choices",
  "no-usage",
  // The text.
  "prose",
  "wrong-schema",
  "wrong-ids",
  "doubled-verdicts",
  "missing-verdict",
  "out-of-range",
  "two-answers",
  "fenced",
  "think",
  "open-think",
  "truncated",
  "content-filter",
  "refusal",
  "reasoning-only",
  "empty-content",
  // Parameters that some servers refuse; nothing happens to a request without them.
  "refuse-response-format",
  "refuse-json-schema",
  "require-json-word",
  "refuse-enable-thinking",
  "require-thinking-off",
  "refuse-temperature",
  "refuse-top-p",
  "refuse-seed",
  "refuse-max-tokens",
  "refuse-tools",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly delayMs: number;
  /** Seconds; "date": one second from now as an HTTP date; undefined: no header. */
  readonly retryAfter: number | "date" | undefined;
  readonly times: number;
}

export const noFault: Fault = { kind: "ok", delayMs: 0, retryAfter: undefined, times: 1 };

/** Throws one sentence for a kind or key that is not known: a test must not pass because of a misspelt fault. */
export function parseFault(text: string): Fault {
  const [kind = "", ...settings] = text.split(";").map((part) => part.trim());
  if (!(faultKinds as readonly string[]).includes(kind)) {
    throw new Error(`The stand-in knows no fault "${kind}". It knows: ${faultKinds.join(", ")}.`);
  }
  let fault: Fault = { ...noFault, kind: kind as FaultKind };
  for (const setting of settings.filter((part) => part !== "")) {
    const [key = "", value = ""] = setting.split("=").map((part) => part.trim());
    fault = { ...fault, ...readSetting(key, value) };
  }
  return fault;
}

function readSetting(key: string, value: string): Partial<Fault> {
  if (key === "retry-after" && value === "date") return { retryAfter: "date" };
  if (key === "retry-after" && value === "none") return { retryAfter: undefined };
  const number = Number(value);
  if (value === "" || !Number.isFinite(number) || number < 0) throw new Error(`"${key}=${value}" is not a number.`);
  if (key === "delay") return { delayMs: number };
  if (key === "retry-after") return { retryAfter: number };
  if (key === "times") return { times: number };
  throw new Error(`The stand-in knows no setting "${key}"; it knows delay, retry-after and times.`);
}
