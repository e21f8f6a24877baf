import { workerData } from "node:worker_threads";
import { createPool } from "@plumbline/db/pool";
import { serveIndexing } from "@plumbline/span-store/search/search-indexer";

/** The thread on which the worker indexes spans; `workerData` is the address of the database. */
serveIndexing(
  createPool({
    url: workerData as string,
    applicationName: "plumbline-search-index",
    max: 2,
    statementTimeoutMs: 60_000,
  }),
);
