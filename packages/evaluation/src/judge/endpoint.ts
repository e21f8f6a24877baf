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

/** One memory per endpoint and process, so that every evaluation of a judge shares one limiter. */
export class EndpointMemories {
  readonly #memories = new Map<string, EndpointMemory>();

  of(endpoint: JudgeEndpoint): EndpointMemory {
    const key = JSON.stringify([
      endpoint.id,
      endpoint.baseUrl,
      endpoint.model,
      endpoint.maxConcurrency,
      endpoint.outputMode,
    ]);
    const known = this.#memories.get(key);
    if (known !== undefined) return known;
    const memory: EndpointMemory = {
      limiter: new EndpointLimiter(endpoint.maxConcurrency),
      mode: endpoint.outputMode ?? "json_schema",
      dropped: new Set(),
      usesCompletionTokens: false,
      forbidsThinking: false,
    };
    this.#memories.set(key, memory);
    return memory;
  }
}
