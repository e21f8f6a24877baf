import { editDistance } from "@plumbline/span/extraction/suggest";
import { spanFields, traceFields } from "./fields";

/** Names of all fields, those of the trace first. */
export const fieldNames: readonly string[] = [...new Set([...traceFields, ...spanFields].map((field) => field.name))];

/** Names that people bring along from other tools, and what they are called here. */
const otherNames: Readonly<Record<string, string>> = {
  app: "application",
  env: "environment",
  "deployment.environment": "environment",
  eval: "evaluation",
  exception: "error",
  input: "input_tokens",
  latency: "duration",
  level: "status",
  output: "output_tokens",
  root: "name",
  service: "application",
  "service.name": "application",
  "session.id": "session",
  session_id: "session",
  span_name: "span",
  state: "status",
  tenant: "environment",
  thread: "session",
  total_tokens: "tokens",
  trace_id: "trace",
  type: "kind",
  "user.id": "user",
  user_id: "user",
};

/** The name that was meant, if one is close: at most two edits away, one for short names, or known under the other name. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const lower = wanted.toLowerCase();
  const other = Object.hasOwn(otherNames, lower) ? otherNames[lower] : undefined;
  if (other !== undefined && names.includes(other)) return other;
  // One letter more or less turns any short word into any other.
  const edits = lower.length < 3 ? 0 : lower.length < 5 ? 1 : 2;
  let best: string | undefined;
  let bestDistance = edits + 1;
  for (const name of names) {
    const distance = editDistance(name.toLowerCase(), lower, edits);
    if (distance !== undefined && distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best ?? (lower.length > 2 ? names.find((name) => name.toLowerCase().startsWith(lower)) : undefined);
}
