"use client";

import type { ValuePath } from "@plumbline/public-api/cut-values";
import type { LlmMessage, LlmMessagePart } from "@plumbline/span/llm-span";
import { Icon } from "@plumbline/ui/icon";
import { MediaPart } from "./media-part";
import { RichText, TextFormatSwitch } from "./rich-text";
import styles from "./span-panel.module.css";
import { ValueText } from "./value-text";
import { useWholeList, WholeListNotice } from "./whole-list";

const roleNames: Readonly<Record<string, string>> = {
  system: "System",
  developer: "Developer",
  user: "User",
  assistant: "Assistant",
  tool: "Tool",
};

/** Instructions are long and the same in every trace: two lines of them are enough. */
const systemColumns = 150;

const messagesPath: ValuePath = ["content", "messages"];
const outputMessagesPath: ValuePath = ["content", "outputMessages"];

/** What was sent to the model, then what it answered. */
export function Conversation(props: {
  readonly messages: readonly LlmMessage[];
  readonly outputMessages: readonly LlmMessage[];
}) {
  const messages = useWholeList(messagesPath, props.messages);
  const outputMessages = useWholeList(outputMessagesPath, props.outputMessages);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard.
    <section className={styles.read} tabIndex={0} aria-label="Conversation">
      <div className={styles.formats}>
        <TextFormatSwitch label="Format of the messages" />
      </div>
      <ol aria-label="Messages">
        {messages.items.map((message, place) => (
          <Message key={place} message={message} isAnswer={false} at={[...messagesPath, place]} />
        ))}
        {outputMessages.items.map((message, place) => (
          <Message key={`answer ${place}`} message={message} isAnswer at={[...outputMessagesPath, place]} />
        ))}
      </ol>
      <WholeListNotice list={messages} noun="messages" />
      <WholeListNotice list={outputMessages} noun="answers" />
    </section>
  );
}

export function Message(props: {
  readonly message: LlmMessage;
  readonly isAnswer: boolean;
  /** Where the message stands in the span's answer; left out where texts are never cut. */
  readonly at?: ValuePath;
}) {
  const { message, isAnswer, at } = props;
  const notes = [message.name, turnNote(message, isAnswer)].filter(Boolean);
  return (
    <li className={styles.message}>
      <div className={styles.role}>
        {Object.hasOwn(roleNames, message.role) ? roleNames[message.role] : message.role}
        {notes.map((note) => (
          <span key={note}>{note}</span>
        ))}
      </div>
      <div className={styles.parts}>
        {message.parts.length === 0 ? <span className="pl-dim">No content</span> : null}
        {message.parts.map((part, place) => (
          <Part
            key={place}
            part={part}
            columns={message.role === "system" ? systemColumns : undefined}
            at={at === undefined ? undefined : [...at, "parts", place]}
          />
        ))}
      </div>
    </li>
  );
}

/** "answer" marks the model's own turn; a finish reason other than a plain stop is worth a word. */
function turnNote(message: LlmMessage, isAnswer: boolean): string | undefined {
  if (message.parts.length > 0 && message.parts.every((part) => part.type === "tool_call")) return "tool call";
  if (!isAnswer) return undefined;
  const reason = message.finishReason;
  return reason === undefined || reason === "stop" || reason === "tool_calls" ? "answer" : `stopped: ${reason}`;
}

function Part(props: {
  readonly part: LlmMessagePart;
  readonly columns: number | undefined;
  readonly at: ValuePath | undefined;
}) {
  const { part, columns, at } = props;
  const within = (key: string) => (at === undefined ? undefined : [...at, key]);
  switch (part.type) {
    case "text":
      return <RichText text={part.content} columns={columns} at={within("content")} />;
    case "reasoning":
      return (
        <div className={styles.reasoning}>
          <div className="pl-label">Reasoning</div>
          <RichText text={part.content} at={within("content")} />
        </div>
      );
    case "tool_call":
      return (
        <div className={styles.call}>
          <span data-kind="TOOL">
            <Icon name="kind-TOOL" size="small" label="tool call" className="pl-kind" />
          </span>
          <span>{part.name}</span>
          <ValueText text={jsonText(part.arguments)} isCode at={within("arguments")} />
        </div>
      );
    case "tool_call_response":
      return (
        <ValueText text={jsonText(part.response)} isCode={typeof part.response !== "string"} at={within("response")} />
      );
    case "media":
      return <MediaPart modality={part.modality} mimeType={part.mimeType} uri={part.uri} at={within("uri")} />;
    case "other":
      return <ValueText text={jsonText(part.value)} isCode at={within("value")} />;
  }
}

/** Text as it is; anything else as JSON on one line. */
export function jsonText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
