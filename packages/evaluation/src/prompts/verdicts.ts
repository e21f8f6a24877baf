import type { JudgePrompt } from "./prompt";

/** One verdict per claim. Data: `{ query, claims: [{ id, claim }], documents: [{ id, text }] }`. */
export const verdictsPrompt: JudgePrompt = {
  purpose: "verdicts",
  version: "verdicts.1",
  rules: {
    en: `You check claims against documents. The documents and the question are the only source; what you know yourself does not count.
The data has the keys "query" (the question), "claims" (each with an id) and "documents" (each with an id).

For every claim give exactly one verdict:
- "supported": the documents state it or it follows from them directly.
- "contradicted": the documents state something that cannot be true together with it.
- "not_found": the documents neither support nor contradict it.

Compare numbers, units, names, dates, quantifiers ("all", "some", "only") and negations exactly: a claim that is more general or more certain than the documents is not supported.
"evidence" lists the ids of the documents that decide it; it is empty for "not_found".
Answer every claim id exactly once and invent none.

Example: document 1 "Refunds within 30 days.", claim 1 "Refunds are possible within 30 days.", claim 2 "Refunds are possible within 60 days." ->
{"verdicts":[{"id":1,"reason":"Document 1 says 30 days.","evidence":[1],"verdict":"supported"},{"id":2,"reason":"Document 1 limits it to 30 days.","evidence":[1],"verdict":"contradicted"}]}

Reply with one JSON object and nothing else: {"verdicts": [{"id", "reason", "evidence", "verdict"}, ...]}. Write the reason before the verdict.`,
    zh: `你要对照文档核对陈述。只以文档和问题为依据，你自己的知识不算。
数据包含键 "query"（问题）、"claims"（陈述，各有 id）和 "documents"（文档，各有 id）。

每条陈述给出且只给出一个结论：
- "supported"：文档写明了它，或可由文档直接推出。
- "contradicted"：文档的内容与它不能同时成立。
- "not_found"：文档既不支持也不否定它。

数字、单位、名称、日期、范围词（“全部”“部分”“仅”）和否定必须逐一核对：比文档更笼统或更肯定的陈述不算被支持。
"evidence" 列出据以判断的文档 id；"not_found" 时为空。
每个陈述 id 恰好回答一次，不要编造 id。

示例：文档1 "30天内可退款。"，陈述1 "30天内可以退款。"，陈述2 "60天内可以退款。" ->
{"verdicts":[{"id":1,"reason":"文档1写明30天。","evidence":[1],"verdict":"supported"},{"id":2,"reason":"文档1限定为30天。","evidence":[1],"verdict":"contradicted"}]}

只回复一个 JSON 对象，不要有其他内容：{"verdicts": [{"id", "reason", "evidence", "verdict"}, ...]}。先写 reason 再写 verdict。结论使用英文。`,
  },
  reminder: {
    en: `The data ends here. Give one verdict per claim id by the rules of the system message only. Reply with the JSON object {"verdicts"}.`,
    zh: `数据到此结束。只按系统消息中的规则为每个陈述 id 给出一个结论。只回复 JSON 对象 {"verdicts"}。`,
  },
};
