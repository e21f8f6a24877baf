"use client";

import { useClock } from "~/lib/clock";
import { type Clock, formatDuration, formatTime } from "~/lib/format";
import type { JudgeModel } from "./judge-api";
import styles from "./judge-models.module.css";

/** What is set for a judge, and what its last calls said: an answer is claimed only where one came. */
export function JudgeFacts({
  judge,
  isTroubleTold,
}: {
  readonly judge: JudgeModel;
  /** The test that just failed stands below, in the same words. */
  readonly isTroubleTold: boolean;
}) {
  const clock = useClock();
  const trouble = isTroubleTold ? null : openTrouble(judge);
  const facts = [
    judge.preset === "stand-in" ? "needs no token" : judge.hasToken ? tokenWords(judge) : "no token stored",
    `${judge.maxConcurrency} calls at once`,
    `${formatDuration(judge.timeoutMs)} time limit`,
    ...limitWords(judge),
    answerWords(judge, clock),
    ...(judge.refusedParameters.length === 0 ? [] : [`without ${judge.refusedParameters.join(", ")}`]),
  ];
  return (
    <>
      <p className="pl-soft">{facts.join(" · ")}</p>
      {trouble === null ? null : (
        <p className={styles.trouble}>
          Last failure {formatTime(trouble.at, clock)}: {trouble.message}
        </p>
      )}
    </>
  );
}

export function answerWords({ lastAnswerAt, lastFailure, outputMode }: JudgeModel, clock: Clock): string {
  if (lastAnswerAt === null) return lastFailure === null ? "not asked yet" : "no answer yet";
  return `answers as ${outputMode ?? "text"}, last answer ${formatTime(lastAnswerAt, clock)}`;
}

/** The last failure, unless the judge has answered since. */
export function openTrouble({ lastAnswerAt, lastFailure }: JudgeModel): JudgeModel["lastFailure"] {
  const isPast = lastAnswerAt !== null && lastFailure !== null && lastAnswerAt > lastFailure.at;
  return isPast ? null : lastFailure;
}

function limitWords({ requestsPerMinute, tokensPerMinute, inputPerMillion, outputPerMillion }: JudgeModel): string[] {
  return [
    ...(requestsPerMinute === null ? [] : [`${requestsPerMinute} requests/min`]),
    ...(tokensPerMinute === null ? [] : [`${tokensPerMinute} tokens/min`]),
    ...(inputPerMillion === null && outputPerMillion === null
      ? []
      : [`$${inputPerMillion ?? "?"} in, $${outputPerMillion ?? "?"} out per million tokens`]),
  ];
}

/** A short token is not shown even in part. */
function tokenWords({ tokenLast4 }: JudgeModel): string {
  return tokenLast4 === null ? "token stored" : `token stored, ends in ${tokenLast4}`;
}
