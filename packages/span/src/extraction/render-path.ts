import type { PathStep } from "./path";

/** A name that the grammar reads back without quotes. */
const plainName = /^[^\s.[\]'"`*?(){},;^~|<>=!&\\]+$/;

/** The text of a path that means exactly these steps: indices in brackets, names quoted where the grammar needs it. */
export function renderPath(steps: readonly PathStep[]): string {
  let text = "";
  for (const step of steps) {
    if (step.type === "wildcard") text += "[*]";
    else if (step.type === "index") text += `[${step.index}]`;
    else if (!step.isQuoted && isPlainName(step.name)) text += text === "" ? step.name : `.${step.name}`;
    else text += `[${quoteName(step.name)}]`;
  }
  return text;
}

/** Whether a name may stand bare. `-1` may not: it would read as a negative index; nor `$`, which is the root. */
export function isPlainName(name: string): boolean {
  return plainName.test(name) && !/^-\d+$/.test(name) && name !== "$";
}

export function quoteName(name: string): string {
  const escaped = name.replace(/[\\']/g, (character) => `\\${character}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not stand in a path as they are.
  return `'${escaped.replace(/[\u0000-\u001f\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}'`;
}

/** The steps with each wildcard replaced by what it stood for. */
export function concreteSteps(steps: readonly PathStep[], picks: readonly (string | number)[]): PathStep[] {
  let next = 0;
  return steps.map((step) => {
    if (step.type !== "wildcard") return step;
    const pick = picks[next++] ?? 0;
    return typeof pick === "number" ? { type: "index", index: pick } : { type: "name", name: pick, isQuoted: false };
  });
}
