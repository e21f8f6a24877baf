import path from "node:path";
import { JudgeFailure } from "@plumbline/evaluation/judge/outcome";
import { createJudgeOutbound } from "@plumbline/evaluation/judge-outbound";
import { judgeBenchHelp, readJudgeArguments } from "./judge/judge-arguments";
import { readJudgeCases } from "./judge/judge-cases";
import { reportTable } from "./judge/judge-report";
import { type JudgeBenchReport, NoJudge, runJudgeBench } from "./judge/run-judge-bench";

// `npm run judge:bench`: how a model judges cases whose answer is known. Run from the repository's folder.
const given = readJudgeArguments(process.argv.slice(2), process.env);

if (given.kind === "help") {
  console.log(judgeBenchHelp);
} else if (given.kind === "wrong") {
  console.error(`${given.sentence}\n\n${judgeBenchHelp}`);
  process.exitCode = 1;
} else {
  const { options } = given;
  // Whoever types an address on this machine may reach it.
  const outbound = createJudgeOutbound({ allowLoopback: true, allowPrivate: true, standInUrl: undefined });
  try {
    const cases = await readJudgeCases(path.resolve("packages/evaluation/fixtures/judge-cases"));
    const showProgress = !options.isJson && process.stderr.isTTY;
    const report = await runJudgeBench(cases, options, outbound.fetch, (done) => {
      if (showProgress) process.stderr.write(`\r${done} cases judged`);
    });
    if (showProgress) process.stderr.write("\r");
    console.log(options.isJson ? JSON.stringify(report, null, 2) : describe(report));
  } catch (error) {
    if (!(error instanceof NoJudge || error instanceof JudgeFailure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    await outbound.close();
  }
}

function describe(report: JudgeBenchReport): string {
  const { model, modelAnswered, endpoint, outputMode, quirks, promptVersions, calls, elapsedMs } = report;
  const refused = quirks === null || quirks.dropped.length === 0 ? "" : `, without ${quirks.dropped.join(", ")}`;
  return [
    `${model} (answers as ${modelAnswered ?? "nobody"}) at ${endpoint}, ${outputMode} mode${refused}`,
    `prompts ${promptVersions.join(", ")}; ${calls} calls in ${(elapsedMs / 1_000).toFixed(1)} s; cases of Plumbline, half of them Chinese`,
    ...(report.isStandIn
      ? ["This is the stand-in: it compares words and is no model. Its figures say what that is worth."]
      : []),
    "",
    reportTable(report.rows),
  ].join("\n");
}
