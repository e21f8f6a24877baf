import type { PulseResponse } from "@plumbline/public-api/routes/get-pulse";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ClockProvider } from "~/lib/clock";
import { PulseStrip } from "./pulse-strip";

const figures = { traces: 390, errors: 12, p50Ms: 900, p95Ms: 2_100 };

function textOf(isUpperBound: boolean) {
  const pulse: PulseResponse = {
    stepMs: 60_000,
    isUpperBound,
    total: figures,
    buckets: [{ startTime: "2026-11-22T10:00:00.000Z", ...figures }],
  };
  const markup = renderToStaticMarkup(
    <ClockProvider timeZone="UTC" nowMs={Date.parse("2026-11-22T11:00:00Z")}>
      <PulseStrip pulse={pulse} isStale={false} problem={undefined} onZoom={() => {}} />
    </ClockProvider>,
  );
  return markup.replace(/<svg.*?<\/svg>/g, "").replace(/<[^>]+>/g, " ");
}

test("figures of more traces than those of the query say so in sight, and exact ones do not", () => {
  const bound = textOf(true);
  for (const part of ["≤ 390", "≤ 12", "text, attributes left out"]) expect(bound).toContain(part);
  expect(bound).not.toMatch(/\/min|%/);
  expect(textOf(false)).not.toMatch(/≤|left out/);
});
