import { isValidElement, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { EvaluationScores } from "~/lib/evaluation-scores";
import { EvaluationCell } from "./evaluation-cell";

type Evaluation = NonNullable<Parameters<typeof EvaluationCell>[0]["evaluation"]>;
const running: Evaluation = {
  evaluationId: "2",
  state: "running",
  chip: null,
  judgeName: "new judge",
  isStandIn: false,
  scores: [],
  finishedAt: null,
};
const lastScored: Evaluation["lastScored"] = {
  evaluationId: "1",
  judgeName: "old judge",
  isStandIn: true,
  scores: [{ metric: "correctness", score: 0.5 }],
  finishedAt: "2026-11-22T22:00:00.000Z",
};
const markup = (evaluation: Evaluation) =>
  renderToStaticMarkup(<EvaluationCell evaluation={evaluation} onOpen={() => {}} />);

test("the last good scores stay in sight while a newer evaluation runs, with a mark and their own judge", () => {
  const shown = markup({ ...running, lastScored });
  for (const part of ["0.50", "again", "old judge", "stand-in"]) expect(shown).toContain(part);
  expect(shown).not.toContain(">Judging<");
});

test("the first evaluation of a trace says that it is judged, and one that failed says so beside the last good scores", () => {
  expect(markup(running)).toContain("Judging");
  const failed = markup({ ...running, state: "failed", chip: "Judge failed: auth", lastScored });
  for (const part of ["0.50", "Judge failed: auth"]) expect(failed).toContain(part);
});

test("the scores open the evaluation that gave them, and the newer state opens its own", () => {
  const opened: string[] = [];
  const evaluation: Evaluation = { ...running, state: "failed", chip: "Judge failed: auth", lastScored };
  const shown = EvaluationScores({ evaluation, className: undefined, onOpen: (id) => opened.push(id) });
  for (const press of pressesIn(shown)) press({ stopPropagation() {} });
  expect(opened).toEqual(["1", "2"]);
});

type Press = (event: { stopPropagation(): void }) => void;

function pressesIn(node: ReactNode): Press[] {
  if (Array.isArray(node)) return node.flatMap(pressesIn);
  if (!isValidElement<{ onClick?: Press; children?: ReactNode }>(node)) return [];
  const { onClick, children } = node.props;
  return onClick === undefined ? pressesIn(children) : [onClick];
}
