import { tryParseJson } from "@plumbline/base/json";
import { z } from "zod";
import { JudgeFailure } from "./outcome";
import { isStandInAnswer } from "./stand-in";

export const answerBytesMax = 1024 * 1024;

/** The parts of a chat completion that a judge call reads. */
export interface ChatAnswer {
  /** What is to be parsed: the content, or the arguments of the tool call that was asked for. */
  readonly text: string;
  readonly finishReason: string | null;
  readonly refusal: string | null;
  readonly modelAnswered: string | null;
  /** The server says of itself that no model answered. */
  readonly isStandIn: boolean;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
}

const tokens = z.number().int().min(0).max(2_147_483_647).nullish().catch(null);
const part = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)]);
const completion = z.object({
  model: z.string().nullish().catch(null),
  system_fingerprint: z.string().nullish().catch(null),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(null),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.union([z.string(), z.array(part).transform((parts) => parts.join(""))]).nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(z.object({ function: z.object({ arguments: z.string() }) }))
            .nullish()
            .catch(null),
        }),
      }),
    )
    .min(1),
});

/** Reads the body of a 200 answer. Throws `unparsable` where it is no chat completion; reasoning fields are not read. */
export function readChatAnswer(body: string): ChatAnswer {
  const parsed = completion.safeParse(tryParseJson(body));
  const choice = parsed.data?.choices[0];
  if (parsed.data === undefined || choice === undefined) {
    // Not kept: what answers like this may be no judge at all, and its pages are not for those who read the audit.
    throw new JudgeFailure("unparsable", "The judge's server answered with something that is no chat completion.", {
      httpStatus: 200,
    });
  }
  const { message } = choice;
  return {
    text: message.tool_calls?.[0]?.function.arguments ?? message.content ?? "",
    finishReason: choice.finish_reason ?? null,
    refusal: message.refusal ?? null,
    modelAnswered: parsed.data.model ?? null,
    isStandIn: isStandInAnswer(parsed.data.model, parsed.data.system_fingerprint),
    promptTokens: parsed.data.usage?.prompt_tokens ?? null,
    completionTokens: parsed.data.usage?.completion_tokens ?? null,
  };
}

/** The body as text, or an `unparsable` failure past one mebibyte; the rest is not read. */
export async function readCapped(response: Response): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > answerBytesMax) {
      throw new JudgeFailure("unparsable", "The judge's answer is larger than 1 MiB. It was cut off and not read.", {
        httpStatus: response.status,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
