import { readFileSync } from "node:fs";

const documents = JSON.parse(readFileSync(new URL("./documents.json", import.meta.url), "utf8"));

/** Words of Latin text and pairs of neighbouring characters of Chinese text: enough to find a document without a model. */
function readTerms(text) {
  const lower = text.toLowerCase();
  const words = lower.match(/[a-z0-9]{3,}/g) ?? [];
  const chinese = lower.match(/\p{Script=Han}+/gu) ?? [];
  return [
    ...words.map((word) => word.replace(/(ies|es|s|ed|ing)$/, "")),
    ...chinese.flatMap((run) => Array.from({ length: run.length - 1 }, (_, place) => run.slice(place, place + 2))),
  ];
}

function countTerms(text) {
  const counts = new Map();
  for (const term of readTerms(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

const index = documents.map((document) => ({ document, terms: countTerms(`${document.title} ${document.text}`) }));

/** How rare a term is: inverse document frequency. */
function weigh(term) {
  const frequency = index.filter(({ terms }) => terms.has(term)).length;
  return Math.log(1 + index.length / (1 + frequency));
}

function score(question, { terms }) {
  let shared = 0;
  let size = 0;
  for (const [term, count] of terms) {
    const weight = weigh(term);
    size += (count * weight) ** 2;
    if (question.has(term)) shared += count * weight * (question.get(term) * weight);
  }
  return size === 0 ? 0 : shared / Math.sqrt(size);
}

/** The `count` best documents for a question, best first, each with a score (cosine without the question's length). */
export function retrieve(question, count = 3) {
  const terms = countTerms(question);
  return index
    .map((entry) => ({ ...entry.document, score: Number(score(terms, entry).toFixed(4)) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, count);
}
