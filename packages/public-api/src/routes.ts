import type { AnyRoute } from "./define-route";
import { closeShare } from "./routes/close-share";
import { createApiKey } from "./routes/create-api-key";
import { createShareTicket } from "./routes/create-share-ticket";
import { describeShare } from "./routes/describe-share";
import { exportTrace } from "./routes/export-trace";
import { getFreshness } from "./routes/get-freshness";
import { getPulse } from "./routes/get-pulse";
import { getSharedSpan } from "./routes/get-shared-span";
import { getSharedTrace } from "./routes/get-shared-trace";
import { getSpan } from "./routes/get-span";
import { getTrace } from "./routes/get-trace";
import { getTraceTree } from "./routes/get-trace-tree";
import { listApiKeys } from "./routes/list-api-keys";
import { listApplications } from "./routes/list-applications";
import { listProjects } from "./routes/list-projects";
import { listShareTickets } from "./routes/list-share-tickets";
import { listSpanNames } from "./routes/list-span-names";
import { listTraceShareTickets } from "./routes/list-trace-share-tickets";
import { listTraces } from "./routes/list-traces";
import { redeemShare } from "./routes/redeem-share";
import { revokeApiKey } from "./routes/revoke-api-key";
import { revokeShareTicket } from "./routes/revoke-share-ticket";

/** Every route of the API. Fixed paths stand before those with a parameter in the same place. */
export const routes: readonly AnyRoute[] = [
  listProjects,
  listApplications,
  listTraces,
  getPulse,
  listSpanNames,
  getFreshness,
  getTrace,
  getTraceTree,
  getSpan,
  exportTrace,
  listApiKeys,
  createApiKey,
  revokeApiKey,
  createShareTicket,
  listTraceShareTickets,
  listShareTickets,
  revokeShareTicket,
  describeShare,
  redeemShare,
  getSharedTrace,
  getSharedSpan,
  closeShare,
];
