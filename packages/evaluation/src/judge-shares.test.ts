import type { ProjectId } from "@plumbline/base/ids";
import { expect, test } from "vitest";
import { JudgeShares } from "./judge-shares";

const projectId = "0197a000-0000-7000-8000-000000000001" as ProjectId;
const run = (evaluationId: string) => ({ projectId, evaluationId, attempt: 0 });

function takeAll(shares: JudgeShares, judge: string): number {
  let taken = 0;
  while (shares.take(judge)) taken += 1;
  return taken;
}

test("one judge holds half of the slots, the next half of the rest, and everybody at least one", () => {
  const shares = new JudgeShares(8);
  expect(["a", "b", "c", "d"].map((judge) => takeAll(shares, judge))).toEqual([4, 2, 1, 1]);
  expect(takeAll(new JudgeShares(1), "a")).toBe(1);
});

test("what is parked comes back in its order, one of each judge that has room again, and once", () => {
  const shares = new JudgeShares(8);
  takeAll(shares, "slow");
  for (const id of ["1", "2", "2", "3"]) shares.park("slow", run(id));
  expect(shares.unpark()).toEqual([]);
  shares.leave("slow");
  expect(shares.unpark()).toEqual([run("1")]);
  expect(shares.take("slow")).toBe(true);
  expect(shares.unpark()).toEqual([]);
  shares.leave("slow");
  shares.leave("slow");
  expect([...shares.unpark(), ...shares.unpark(), ...shares.unpark()]).toEqual([run("2"), run("3")]);
});

test("a judge that held more than its share while it was alone takes no more until it is back within it", () => {
  const shares = new JudgeShares(8);
  takeAll(shares, "first");
  takeAll(shares, "second");
  shares.leave("first");
  expect(shares.take("first")).toBe(false);
  expect(shares.take("third")).toBe(true);
});
