import { z } from "zod";
import type { ChatMessage } from "./assistant";

const part = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)]);
const content = z.union([z.string(), z.array(part).transform((parts) => parts.join("\n"))]).nullish();
const message = z
  .object({ role: z.string(), content })
  .transform(({ role, content: text }): ChatMessage => ({ role, content: text ?? "" }));

/** The parts of a chat completion request that make a difference here; the rest is let through, as real servers do. */
export const chatRequest = z.looseObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).nullish(),
  tool_choice: z.unknown().optional(),
});
export type ChatRequest = z.infer<typeof chatRequest>;

/** Whether the caller asks for its answer as a call of its function. */
export function askedTool(request: ChatRequest): string | undefined {
  const { tools, tool_choice: choice } = request;
  if (tools === null || tools === undefined || choice === undefined || choice === "none" || choice === "auto")
    return undefined;
  return tools[0]?.function.name;
}
