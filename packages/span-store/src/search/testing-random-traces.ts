import { seededRandom } from "@plumbline/fixtures/random";

/** Traces of a believable kind whose texts come from a small vocabulary, so that random queries hit and miss. For tests. */
export const vocabulary = {
  words: [
    "refund",
    "Refunds",
    "policy",
    "POLICY",
    "get_weather",
    "naïve",
    "Straße",
    "x1",
    "2024",
    "a",
    "tool",
    "ＡＢＣ",
    "🎉",
  ],
  chinese: ["退款政策", "退款", "政策说明", "我们的退货规则", "中文GPT模型", "漢字かな交じり文", "안녕하세요 세계"],
  arabic: ["سياسة", "السِّيَاسَة", "استرداد المبلغ", "كتـاب", "ς Σίσυφος"],
  keys: [
    "user.tier",
    "retrieval.documents.0.score",
    "retrieval.documents.1.score",
    "retrieval.documents.0.id",
    "meta",
    "tags",
    "n",
  ],
} as const;

export interface RandomSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes: readonly object[];
  }[];
  readonly status: { readonly code: number; readonly message?: string };
}

export interface RandomSpans {
  /** A span of the trace with this number; the first is the root. */
  span(trace: number, place: number): RandomSpan;
}

export function createRandomSpans(seed: number, baseMs: number): RandomSpans {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const phrase = () =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
      pick([...vocabulary.words, ...vocabulary.words, ...vocabulary.chinese, ...vocabulary.arabic]),
    ).join(pick([" ", " ", ", ", "\n", "", "。"]));

  const json = () => {
    const text = JSON.stringify({
      question: phrase(),
      inner: { score: 0.5, tags: [phrase(), "x"] },
      raw: JSON.stringify([phrase()]),
    });
    return random() < 0.5
      ? text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      : text;
  };

  function value(): object {
    const roll = random();
    if (roll < 0.35) return { stringValue: phrase() };
    if (roll < 0.45) return { stringValue: pick(["0.3", "5", "-2", "1e3", "true", "FALSE", "05", ""]) };
    if (roll < 0.55) return { doubleValue: pick([0.3, 0.5, -2.25, 1000]) };
    if (roll < 0.65) return { intValue: pick(["5", "-2", "9007199254740993", "0"]) };
    if (roll < 0.72) return { boolValue: random() < 0.5 };
    if (roll < 0.82) return { stringValue: json() };
    if (roll < 0.9)
      return { arrayValue: { values: [{ stringValue: phrase() }, { intValue: "5" }, { stringValue: "0.3" }] } };
    return {
      kvlistValue: {
        values: [
          { key: "a", value: { stringValue: phrase() } },
          { key: "b.c", value: { doubleValue: 0.3 } },
          { key: "7", value: { boolValue: true } },
        ],
      },
    };
  }

  return {
    span(trace, place) {
      const start = BigInt(baseMs + trace * 1_000 + place * 7) * 1_000_000n;
      const keys = new Set(Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(vocabulary.keys)));
      return {
        traceId: `${"ab".repeat(12)}${trace.toString(16).padStart(8, "0")}`,
        spanId: `${(trace + 1).toString(16).padStart(8, "0")}${(place + 1).toString(16).padStart(8, "0")}`,
        ...(place === 0 ? {} : { parentSpanId: `${(trace + 1).toString(16).padStart(8, "0")}00000001` }),
        name: pick(["retrieve", "chat", "get_weather", "退款"]),
        kind: 1,
        startTimeUnixNano: String(start),
        endTimeUnixNano: String(start + 5_000_000n),
        attributes: [...keys].map((key) => ({ key, value: value() })),
        events:
          random() < 0.3
            ? [
                {
                  name: "exception",
                  timeUnixNano: String(start),
                  attributes: [{ key: "exception.message", value: { stringValue: phrase() } }],
                },
              ]
            : [],
        status: random() < 0.2 ? { code: 2, message: phrase() } : { code: 1 },
      };
    },
  };
}
