/** Counters of this process, for `GET /metrics` in the Prometheus text format. */
export class SelfMetrics {
  requestBytes = 0;
  private readonly answers = new Map<number, number>();

  countAnswer(status: number): void {
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
  }

  /** `gauges` are read at the moment of asking. */
  render(gauges: Readonly<Record<string, number>>): string {
    const lines = ["# TYPE plumbline_ingest_answers_total counter"];
    for (const [status, count] of [...this.answers].sort(([a], [b]) => a - b)) {
      lines.push(`plumbline_ingest_answers_total{status="${status}"} ${count}`);
    }
    const values = { request_bytes_total: this.requestBytes, ...gauges };
    for (const [name, value] of Object.entries(values)) {
      lines.push(`# TYPE plumbline_ingest_${name} ${name.endsWith("_total") ? "counter" : "gauge"}`);
      lines.push(`plumbline_ingest_${name} ${value}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
