const patterns = [
  /PLUMBLINE-(?:JUDGE|DATA)/i,
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|your|the)\b.{0,40}\b(?:instruction|rule|prompt|message|guideline)/is,
  /\b(?:dear|attention|note to(?: the)?|as an?|you are (?:an?|the)|hey)\b.{0,20}\b(?:judge|grader|evaluator|rater)\b/is,
  /\b(?:output|reply|respond|answer|print|rate|grade|score|label)\b.{0,40}["'“:]?\s*\b(?:correct|supported|grade 3|score (?:of )?1|full marks)\b/is,
  /\b(?:mark|return|treat)\b.{0,20}\bas (?:correct|supported)\b/is,
  /"(?:label|verdict|grade)"\s*:/i,
  /\[\/?(?:INST|system)\]|<\|?(?:im_start|im_end|system|assistant)\b/i,
  /(?:忽略|无视|忘记).{0,20}(?:指令|规则|提示|要求)/s,
  /(?:评审|评判者|评委|裁判|评估者).{0,20}(?:请|必须|应当|应该)/s,
  /(?:请|必须|直接).{0,12}(?:输出|回答|回复|判为|判定|标记为).{0,12}(?:正确|supported|correct|满分|3分)/s,
];

/**
 * Whether a text speaks to the judge instead of to a reader. It sets a visible flag and never changes a score: a trace
 * about evaluation may do so innocently.
 */
export function addressesJudge(text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
