import { expect, test } from "vitest";
import type { LlmContent, LlmMessage } from "./llm-span";
import { Transcript } from "./transcript";

function say(role: string, content: string): LlmMessage {
  return { role, parts: [{ type: "text", content }] };
}

function content(parts: Partial<LlmContent>): LlmContent {
  return { messages: [], outputMessages: [], documents: [], toolDefinitions: [], parameters: {}, ...parts };
}

test("a model call adds what was not said before, and its answer", () => {
  const transcript = new Transcript();
  const [system, question] = [say("system", "Be brief."), say("user", "In stock?")];
  const call: LlmMessage = {
    role: "assistant",
    parts: [{ type: "tool_call", id: "1", name: "stock", arguments: { sku: 1 } }],
  };
  const first = transcript.add(content({ messages: [system, question], outputMessages: [call] }));
  expect(first).toMatchObject({ messages: [system, question], repeated: 0, answers: [call] });

  const result = say("tool", "12");
  const second = transcript.add(
    content({ messages: [system, question, call, result], outputMessages: [say("assistant", "Yes, 12.")] }),
  );
  expect(second).toMatchObject({ messages: [result], repeated: 3 });
});

test("a tool's output is shown once, at the tool and not again as a message to the model", () => {
  const transcript = new Transcript();
  expect(transcript.add(content({ output: { text: "12", source: "output.value" } })).output).toBe("12");
  expect(transcript.add(content({ messages: [say("tool", "12")] }))).toMatchObject({ messages: [], repeated: 1 });
});

test("an agent that answers in the words of its last model call adds nothing", () => {
  const transcript = new Transcript();
  transcript.add(content({ outputMessages: [say("assistant", "Yes, 12.")] }));
  const turn = transcript.add(
    content({ input: { text: "In stock?", source: "a" }, output: { text: "Yes, 12. ", source: "b" } }),
  );
  expect(turn).toMatchObject({ input: "In stock?", output: undefined, messages: [], answers: [] });
});

test("two people may say the same", () => {
  const transcript = new Transcript();
  expect(transcript.add(content({ messages: [say("user", "Yes"), say("assistant", "Yes")] })).repeated).toBe(0);
});
