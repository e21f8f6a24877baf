import type { Pool } from "@plumbline/db/pool";
import { bundledPricer, createPricer, type Pricer } from "@plumbline/span/pricing/price-call";
import { selectProjectPrices } from "./project-price-rows";

const keptMs = 60_000;
/** A failed look-up is repeated after this long; meanwhile the prices known before hold. */
const retryMs = 5_000;

interface Entry {
  pricer: Pricer;
  /** The ids of its rows: while they stay the same, so does the pricer and what it remembers. */
  version: string;
  until: number;
  loading: Promise<Pricer> | undefined;
}

/** The prices of each project that sends spans, at most a minute old. */
export class ProjectPricers {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly pool: Pool) {}

  /**
   * Never throws for want of the database: spans that cannot be priced in time cannot be stored either, and that is what the
   * sender shall hear.
   */
  async get(projectId: string): Promise<Pricer> {
    const entry = this.entries.get(projectId);
    if (entry === undefined) {
      const created: Entry = { pricer: bundledPricer, version: "", until: 0, loading: undefined };
      this.entries.set(projectId, created);
      return this.load(projectId, created);
    }
    if (entry.until > Date.now()) return entry.pricer;
    return entry.loading ?? this.load(projectId, entry);
  }

  private load(projectId: string, entry: Entry): Promise<Pricer> {
    const loading = selectProjectPrices(this.pool, projectId)
      .then(
        (prices) => {
          const version = prices.map(({ id }) => id).join(" ");
          if (version !== entry.version) entry.pricer = prices.length === 0 ? bundledPricer : createPricer(prices);
          entry.version = version;
          entry.until = Date.now() + keptMs;
        },
        () => {
          entry.until = Date.now() + retryMs;
        },
      )
      .then(() => {
        entry.loading = undefined;
        return entry.pricer;
      });
    entry.loading = loading;
    return loading;
  }
}
