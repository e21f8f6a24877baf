import type { SeedState } from "./bench-folder";

const rareTraces = 3;
/** Of the seeded traces, one in so many has a planted neighbour. */
const oneIn = 250;
const spansPerTrace = 8;

const texts = [
  "The zirconium bearing grease is to be renewed every month.",
  "我们的退款政策是三十天之内可以退货。",
  "تنص سياسة الاسترداد على ثلاثين يومًا.",
];

/** Requests of traces with texts that can be looked for, spread over the range. Sent again they change nothing. */
export function* plantedSpans({ from, to, spans }: SeedState): Iterable<object> {
  const fromMs = Date.parse(from);
  const lengthMs = Date.parse(to) - fromMs - 120_000;
  const count = Math.ceil(spans / spansPerTrace / oneIn);
  for (let index = 0; index < count; index++) {
    const startMs = fromMs + (lengthMs * (index + 0.5)) / count;
    yield request(`${(index + 1).toString(16).padStart(28, "0")}beef`, startMs, texts.join("\n"));
  }
  for (let index = 0; index < rareTraces; index++) {
    const startMs = fromMs + (lengthMs * (index + 0.5)) / rareTraces;
    yield request(`${(index + 1).toString(16).padStart(28, "0")}cafe`, startMs, "A kryptonite lamp.");
  }
}

function request(traceId: string, startMs: number, text: string): object {
  const start = BigInt(Math.floor(startMs)) * 1_000_000n;
  const attributes = [
    { key: "openinference.span.kind", value: { stringValue: "LLM" } },
    { key: "input.value", value: { stringValue: "What is to be done?" } },
    { key: "output.value", value: { stringValue: text } },
  ];
  const span = {
    traceId,
    spanId: traceId.slice(16),
    name: "planted",
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 1_000_000_000n),
    attributes,
  };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "app-3" } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "bench" }, spans: [span] }] }] };
}
