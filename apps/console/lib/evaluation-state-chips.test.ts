import { evaluationStates } from "@plumbline/span-store/read/types";
import { expect, test } from "vitest";
import { isUnfinishedState } from "./evaluation-progress";
import { evaluationStateChips } from "./evaluation-state-chips";

test("every state has words of its own, and only one under way is drawn as waiting", () => {
  expect(Object.keys(evaluationStateChips).sort()).toEqual([...evaluationStates].sort());
  expect(new Set(Object.values(evaluationStateChips).map(({ text }) => text)).size).toBe(evaluationStates.length);
  for (const state of evaluationStates)
    expect(evaluationStateChips[state].tone === "wait", state).toBe(isUnfinishedState(state));
});
