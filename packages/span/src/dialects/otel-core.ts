import { identifier, name } from "./parsers";
import type { AttributeRow, Dialect, Parser } from "./types";

/** A span that says it succeeded has no error, whatever exception it recorded and handled on the way. */
const errorName: Parser<string> = (value, span) => (span.statusCode === 1 ? undefined : name(value, span));

const environment: readonly AttributeRow[] = [
  { key: "deployment.environment.name", field: "environment", rank: 20, parse: name },
  { key: "deployment.environment", field: "environment", rank: 30, parse: name },
];

/** General OpenTelemetry attributes that every convention shares. */
export const otelCore: Dialect = {
  name: "otel-core",
  attributes: [
    ...environment,
    { key: "error.type", field: "errorType", rank: 30, parse: errorName },
    { key: "enduser.id", field: "userId", rank: 30, parse: identifier },
  ],
  resource: environment,
  events: [
    {
      event: "exception",
      field: "errorType",
      rank: 20,
      // A handled exception on a span that is not marked as failed is no failure of that span.
      parse: (event, span) =>
        span.statusCode === 2 ? name(event.attributes["exception.type"] ?? null, span) : undefined,
    },
  ],
};
