import { createHash } from "node:crypto";
import { EndpointLimiter } from "./endpoint-limiter";

export const outputModes = ["json_schema", "tool", "json_object", "text"] as const;
/** How a judge is made to answer in JSON, strictest first. Whatever a server claims, every reply is checked. */
export type OutputMode = (typeof outputModes)[number];

/** Everything that a call needs to know of a judge. Lives in memory only: it holds the open token. */
export interface JudgeEndpoint {
  readonly id: string;
  readonly name: string;
  /** Up to and including the version segment, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly token: string | undefined;
  /** `raw`: the token is the whole Authorization header. */
  readonly authScheme: "bearer" | "raw";
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly contextTokens: number;
  readonly maxConcurrency: number;
  readonly timeoutMs: number;
  /** As the last probe found it; null before the first. */
  readonly outputMode: OutputMode | null;
  /** As the last calls found them; null where nothing was refused yet. */
  readonly quirks: EndpointQuirks | null;
  /** What the account allows in a minute; null: not known. */
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
}

/**
 * What some server refuses and a call can do without. `max_completion_tokens` is sent where `max_tokens` was refused;
 * `system_role`: the rules stand at the top of the user's message instead.
 */
export const droppableParameters = [
  "seed",
  "temperature",
  "top_p",
  "max_tokens",
  "max_completion_tokens",
  "tool_choice",
  "enable_thinking",
  "system_role",
] as const;
export type DroppableParameter = (typeof droppableParameters)[number];

/** What an endpoint refuses, as it is kept with its judge. */
export interface EndpointQuirks {
  readonly dropped: readonly DroppableParameter[];
  /** The server wants `enable_thinking: false` to be said. */
  readonly forbidsThinking: boolean;
}

/** What a process knows of an endpoint: its pace, which is learnt anew after a restart, and what it refuses. */
export interface EndpointMemory {
  readonly limiter: EndpointLimiter;
  mode: OutputMode;
  readonly dropped: Set<DroppableParameter>;
  forbidsThinking: boolean;
}

/** The mode in which an endpoint is asked first where none is stored is the strictest. */
export function newMemory(
  endpoint: Pick<JudgeEndpoint, "outputMode" | "quirks">,
  limiter: EndpointLimiter,
): EndpointMemory {
  return {
    limiter,
    mode: endpoint.outputMode ?? "json_schema",
    dropped: new Set(endpoint.quirks?.dropped),
    forbidsThinking: endpoint.quirks?.forbidsThinking ?? false,
  };
}

/** Null where nothing is refused. */
export function quirksOf({ dropped, forbidsThinking }: EndpointMemory): EndpointQuirks | null {
  if (dropped.size === 0 && !forbidsThinking) return null;
  return { dropped: droppableParameters.filter((name) => dropped.has(name)), forbidsThinking };
}

/** One memory per endpoint, token and process, so that every evaluation of a judge shares one limiter. */
export class EndpointMemories {
  readonly #memories = new Map<string, { readonly memory: EndpointMemory; storedMode: OutputMode | null }>();

  of(endpoint: JudgeEndpoint): EndpointMemory {
    const key = keyOf(endpoint);
    const known = this.#memories.get(key);
    if (known !== undefined) {
      // A test found another mode; what the last run here found is what is stored otherwise.
      if (known.storedMode !== endpoint.outputMode && endpoint.outputMode !== null) {
        known.memory.mode = endpoint.outputMode;
      }
      known.storedMode = endpoint.outputMode;
      // Another process, or a test, was refused something since.
      for (const parameter of endpoint.quirks?.dropped ?? []) known.memory.dropped.add(parameter);
      known.memory.forbidsThinking ||= endpoint.quirks?.forbidsThinking ?? false;
      return known.memory;
    }
    const memory = newMemory(endpoint, new EndpointLimiter(endpoint.maxConcurrency, endpoint));
    this.#memories.set(key, { memory, storedMode: endpoint.outputMode });
    return memory;
  }
}

/** Another token is another account, with a pace of its own. */
function keyOf(endpoint: JudgeEndpoint): string {
  const { id, baseUrl, model, maxConcurrency, requestsPerMinute, tokensPerMinute, token } = endpoint;
  const account = createHash("sha256")
    .update(token ?? "")
    .digest("base64url");
  return JSON.stringify([id, baseUrl, model, maxConcurrency, requestsPerMinute, tokensPerMinute, account]);
}
