import type { AnyRoute } from "./define-route";
import { getFreshness } from "./routes/get-freshness";
import { getPulse } from "./routes/get-pulse";
import { getTraceTree } from "./routes/get-trace-tree";
import { listApplications } from "./routes/list-applications";
import { listProjects } from "./routes/list-projects";
import { listSpanNames } from "./routes/list-span-names";
import { listTraces } from "./routes/list-traces";

/** Every route of the API. Fixed paths stand before those with a parameter in the same place. */
export const routes: readonly AnyRoute[] = [
  listProjects,
  listApplications,
  listTraces,
  getPulse,
  listSpanNames,
  getFreshness,
  getTraceTree,
];
