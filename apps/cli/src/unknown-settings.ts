import { editDistance } from "@plumbline/span/extraction/suggest";
import { launcherEnvironment } from "./config";

const prefix = "PLUMBLINE_";
const editsMax = 4;

/** Names that something beside the launcher reads: what it tells its services, the examples, and the tests. */
const otherNames: ReadonlySet<string> = new Set(["PLUMBLINE_STANDIN_URL", "PLUMBLINE_API_KEY", "PLUMBLINE_E2E"]);
const testPrefix = "PLUMBLINE_TEST_";

/**
 * A sentence for each variable that looks like a setting and is none: a misspelt one would otherwise be left at its default without
 * a word. Not refused, because a script may set what only another version knows.
 */
export function unknownSettings(environment: NodeJS.ProcessEnv): string[] {
  const known = Object.keys(launcherEnvironment);
  return Object.keys(environment)
    .filter((name) => name.toUpperCase().startsWith(prefix))
    .filter((name) => !known.includes(name) && !otherNames.has(name) && !name.startsWith(testPrefix))
    .sort()
    .map((name) => {
      const meant = nearest(name, known);
      const remedy = meant === undefined ? ".env.example lists them all." : `Did you mean ${meant}?`;
      return `${name} is no setting of Plumbline and is ignored. ${remedy}`;
    });
}

/** The fewest edits away; else one that has the same words in another order or with others around them. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toUpperCase();
  let best: string | undefined;
  // Half of a short name may not be another's.
  const edits = Math.min(editsMax, Math.floor((wanted.length - prefix.length) / 2));
  let bestDistance = edits + 1;
  for (const candidate of known) {
    const distance = editDistance(candidate, wanted, edits);
    if (distance !== undefined && distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  if (best !== undefined) return best;
  const words = wordsOf(wanted);
  const sharing = known
    .map((candidate) => ({ candidate, shared: wordsOf(candidate).filter((word) => words.includes(word)).length }))
    .filter(({ shared }) => shared > 0 && shared >= Math.min(2, words.length))
    .sort((a, b) => b.shared - a.shared);
  return sharing[0]?.candidate;
}

function wordsOf(name: string): readonly string[] {
  return name
    .slice(prefix.length)
    .split("_")
    .filter((word) => word !== "");
}
