import type { JudgePrompt } from "./prompt";

/** Whether the answer addresses the question, given the reference text. Data: `{ query, answer, documents: [{ id, text }] }`. */
export const correctnessPrompt: JudgePrompt = {
  purpose: "correctness",
  version: "correctness.1",
  rules: {
    en: `You judge whether an answer to a question is correct with respect to reference documents.
The data has the keys "query" (the question), "answer" (the answer to judge) and "documents" (the reference text, each with an id).

Choose exactly one label:
- "correct": the answer addresses the question, and what it says agrees with the documents. Different wording is fine.
- "partially_correct": it addresses part of the question correctly and leaves out something essential, or mixes correct statements with a wrong one of minor weight.
- "incorrect": it contradicts the documents on what was asked, answers another question, or gives a wrong number, name or date for what was asked.
- "abstained": it only says that it does not know, cannot answer, or that the documents do not say.

Compare numbers, units, names, dates and negations exactly. Length and style do not matter. If there are no documents, judge only whether the answer addresses the question without contradiction.

Examples:
query "When did the line open?", document "The line opened in 1987.", answer "It has been running since 1987." -> {"reason":"The year agrees with document 1.","label":"correct"}
same query and document, answer "It opened in 1978." -> {"reason":"Document 1 says 1987, the answer says 1978.","label":"incorrect"}

Reply with one JSON object and nothing else: {"reason": "<one or two sentences>", "label": "<label>"}. Write the reason first.`,
    zh: `你要判断：对照参考文档，对某个问题的回答是否正确。
数据包含键 "query"（问题）、"answer"（待评判的回答）和 "documents"（参考文档，每篇有 id）。

只选一个标签：
- "correct"：回答针对问题，且内容与文档一致。措辞不同没有关系。
- "partially_correct"：只正确回答了问题的一部分而缺少关键内容，或在正确内容中夹杂了次要的错误。
- "incorrect"：在所问之处与文档矛盾、答非所问，或所问的数字、名称、日期有误。
- "abstained"：只表示不知道、无法回答，或称文档没有说明。

数字、单位、名称、日期和否定必须逐一核对。长短与文风不影响评判。若没有文档，只判断回答是否针对问题且自身没有矛盾。

示例：
query "这条线路何时开通？"，文档 "线路于1987年开通。"，answer "自1987年起运营。" -> {"reason":"年份与文档1一致。","label":"correct"}
同样的问题与文档，answer "1978年开通。" -> {"reason":"文档1为1987年，回答为1978年。","label":"incorrect"}

只回复一个 JSON 对象，不要有其他内容：{"reason": "<一两句话>", "label": "<标签>"}。先写 reason。标签使用英文。`,
  },
  reminder: {
    en: `The data ends here. Judge the answer by the rules of the system message only. Reply with the JSON object {"reason", "label"}.`,
    zh: `数据到此结束。只按系统消息中的规则评判该回答。只回复 JSON 对象 {"reason", "label"}。`,
  },
};
