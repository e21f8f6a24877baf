const names = "think|thinking|thought|reasoning";
/** `<think>`, `[THINK]` and `◁think▷`, as different chat templates write it. */
const open = new RegExp(`(?:<(?:${names})(?:\\s[^<>]*)?>|\\[(?:${names})\\]|◁(?:${names})▷)`, "gi");
const close = new RegExp(`(?:</(?:${names})>|\\[/(?:${names})\\]|◁/(?:${names})▷)`, "gi");
const finalChannel = /<\|channel\|>final\b[^<]*<\|message\|>/g;

/**
 * A reply without the thoughts before it. Undefined where a block is opened and never closed, or a model that writes in
 * channels never came to the final one: what is there may be a draft.
 */
export function cutReasoning(raw: string): string | undefined {
  const text = finalMessage(raw.replace(/^\ufeff/, ""));
  if (text === undefined) return undefined;
  const opens = [...text.matchAll(open)];
  const lastClose = [...text.matchAll(close)].at(-1);
  // Some chat templates leave out the opening mark, so there may be one more close than opens, never one fewer.
  if (lastClose === undefined) return opens.length === 0 ? text.trim() : undefined;
  const closes = [...text.matchAll(close)].length;
  const isOpenAfter = opens.some(({ index }) => index > lastClose.index);
  if (isOpenAfter || opens.length > closes) return undefined;
  return text.slice(lastClose.index + lastClose[0].length).trim();
}

/** OpenAI's open models write `<|channel|>analysis…<|channel|>final<|message|>…`; some servers hand that over as it is. */
function finalMessage(text: string): string | undefined {
  if (!text.includes("<|channel|>")) return text;
  const last = [...text.matchAll(finalChannel)].at(-1);
  return last === undefined
    ? undefined
    : text.slice(last.index + last[0].length).replace(/<\|(?:return|end)\|>\s*$/, "");
}
