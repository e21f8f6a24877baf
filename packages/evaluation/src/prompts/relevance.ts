import type { JudgePrompt } from "./prompt";

/** How useful one document is for the question, in the four grades of UMBRELA. Data: `{ query, document: { id, text } }`. */
export const relevancePrompt: JudgePrompt = {
  purpose: "relevance",
  version: "relevance.1",
  rules: {
    en: `You grade how relevant one document is to a question.
The data has the keys "query" (the question) and "document" (with an id and its text).

Grades:
- 3: the document is dedicated to the question and holds the exact answer.
- 2: it holds some answer to the question, but partly, unclearly, or hidden among other information.
- 1: it is about the topic of the question but does not answer it.
- 0: it has nothing to do with the question.

Do not judge whether the document is true or well written, and do not add your own knowledge.

Examples:
query "How long is the warranty?", document "All devices carry a two-year warranty." -> {"reason":"It states the length of the warranty.","grade":3}
same query, document "Devices ship in recycled boxes." -> {"reason":"Nothing about the warranty.","grade":0}

Reply with one JSON object and nothing else: {"reason": "<one sentence>", "grade": <0, 1, 2 or 3>}. Write the reason first.`,
    zh: `你要评定一篇文档与一个问题的相关程度。
数据包含键 "query"（问题）和 "document"（文档，含 id 与文本）。

等级：
- 3：文档专门针对该问题，并包含确切的答案。
- 2：包含部分答案，但不完整、不清楚，或夹杂在其他信息之中。
- 1：与问题的主题有关，但没有回答问题。
- 0：与问题无关。

不要评判文档是否属实或文笔好坏，也不要加入你自己的知识。

示例：
query "保修多长时间？"，文档 "所有设备保修两年。" -> {"reason":"写明了保修期限。","grade":3}
同样的问题，文档 "设备使用再生纸箱包装。" -> {"reason":"与保修无关。","grade":0}

只回复一个 JSON 对象，不要有其他内容：{"reason": "<一句话>", "grade": <0、1、2 或 3>}。先写 reason。`,
  },
  reminder: {
    en: `The data ends here. Grade the document by the rules of the system message only. Reply with the JSON object {"reason", "grade"}.`,
    zh: `数据到此结束。只按系统消息中的规则评定该文档。只回复 JSON 对象 {"reason", "grade"}。`,
  },
};
