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
}

export const droppableParameters = ["seed", "temperature", "top_p", "enable_thinking"] as const;
export type DroppableParameter = (typeof droppableParameters)[number];

/** What a process has learnt of an endpoint: its pace, and what it refuses. Forgotten on restart, and learnt again. */
export interface EndpointMemory {
  readonly limiter: EndpointLimiter;
  mode: OutputMode;
  readonly dropped: Set<DroppableParameter>;
  /** The server wants `max_completion_tokens` in place of `max_tokens`. */
  usesCompletionTokens: boolean;
  /** The server wants `enable_thinking: false` to be said. */
  forbidsThinking: boolean;
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
      return known.memory;
    }
    const memory: EndpointMemory = {
      limiter: new EndpointLimiter(endpoint.maxConcurrency),
      mode: endpoint.outputMode ?? "json_schema",
      dropped: new Set(),
      usesCompletionTokens: false,
      forbidsThinking: false,
    };
    this.#memories.set(key, { memory, storedMode: endpoint.outputMode });
    return memory;
  }
}

/** Another token is another account, with a pace of its own. */
function keyOf({ id, baseUrl, model, maxConcurrency, token }: JudgeEndpoint): string {
  const account = createHash("sha256")
    .update(token ?? "")
    .digest("base64url");
  return JSON.stringify([id, baseUrl, model, maxConcurrency, account]);
}
