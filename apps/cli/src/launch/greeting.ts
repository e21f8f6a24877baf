import { randomBytes } from "node:crypto";
import colors from "picocolors";
import { type Config, reachableHost } from "../config";
import type { Prepared } from "./first-start";
import { apiKeyFile } from "./secrets";

/** What the person needs once everything runs: addresses, a way in, a key, and something to paste. */
export function formatGreeting(config: Config, prepared: Prepared, elapsedMs: number): string {
  const endpoint = otlpEndpoint(config);
  const heading = (text: string) => colors.bold(text);
  const key = keyWords(config, prepared);
  const lines = [
    "",
    ...warnOfNetwork(config),
    `${colors.green("Plumbline is running")} (ready after ${(elapsedMs / 1000).toFixed(1)} s). Ctrl-C stops it and keeps everything.`,
    "",
    `${heading("Console")}        ${config.consoleUrl}`,
    prepared.signInUrl === undefined
      ? "               Forgot how to sign in? `npm run plumbline -- sign-in-link`"
      : `${heading("Sign in once")}   ${prepared.signInUrl}`,
    ...(prepared.signInUrl === undefined ? [] : ["               Makes the first owner; works once, for 15 minutes."]),
    `${heading("OTLP endpoint")}  ${endpoint}  (HTTP, protobuf or JSON)`,
    `${heading("API key")}        ${key.shown}`,
    `${heading("Data")}           ${config.dataFolder}`,
    "",
    heading("Point an OpenTelemetry exporter here:"),
    "",
    `  export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
    `  export OTEL_EXPORTER_OTLP_HEADERS=${key.header}`,
    "  export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
    "  export OTEL_SERVICE_NAME=my-application",
    "",
    heading("Or store a first trace by hand:"),
    "",
    formatCurl(endpoint, key.authorization, Date.now()),
    "",
    `${heading("Next:")} npm run demo   (in a second terminal: some hundred varied traces, and evaluations of some)`,
    "",
  ];
  return lines.join("\n");
}

/** The key itself, while whoever reads this may still need it; afterwards where it lies, in commands that read it there. */
function keyWords(config: Config, { apiKey, isApiKeyUsed }: Prepared) {
  if (!isApiKeyUsed) {
    return {
      shown: apiKey,
      header: `Authorization=Bearer%20${apiKey}`,
      authorization: `'Authorization: Bearer ${apiKey}'`,
    };
  }
  const file = apiKeyFile(config.dataFolder);
  const read = `$(cat '${file.replaceAll("'", "'\\''")}')`;
  return {
    shown: `in ${file}`,
    header: `"Authorization=Bearer%20${read}"`,
    authorization: `"Authorization: Bearer ${read}"`,
  };
}

function warnOfNetwork({ host, consoleUrl }: Config): string[] {
  if (/^(localhost|127\.|::1$)/.test(host) || consoleUrl.startsWith("https:")) return [];
  const warning =
    "Plumbline listens beyond this machine without TLS: passwords, keys and traces can be read on the way. Put a proxy with TLS before it and set PLUMBLINE_CONSOLE_URL to its https address (docs/security.md).";
  return [colors.yellow(warning), ""];
}

export function otlpEndpoint(config: Config): string {
  return `http://${reachableHost(config.host)}:${config.ports.otlpHttp}`;
}

/**
 * A command that stores one small trace: ids and times are filled in, so that it works in any shell. `authorization` is the
 * header as the shell reads it, with its quotes.
 */
export function formatCurl(endpoint: string, authorization: string, nowMs: number): string {
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "hello" } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: randomBytes(16).toString("hex"),
                spanId: randomBytes(8).toString("hex"),
                name: "chat stand-in",
                kind: 3,
                startTimeUnixNano: `${nowMs - 1200}000000`,
                endTimeUnixNano: `${nowMs}000000`,
                attributes: [
                  { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
                  { key: "gen_ai.request.model", value: { stringValue: "stand-in" } },
                  { key: "gen_ai.usage.input_tokens", value: { intValue: "12" } },
                  { key: "gen_ai.usage.output_tokens", value: { intValue: "7" } },
                  { key: "input.value", value: { stringValue: "Is anybody there?" } },
                  { key: "output.value", value: { stringValue: "Yes: this trace is stored." } },
                ],
              },
            ],
          },
        ],
      },
    ],
  };
  return [
    `  curl -sS ${endpoint}/v1/traces \\`,
    `    -H ${authorization} -H 'Content-Type: application/json' \\`,
    `    -d '${JSON.stringify(body)}'`,
  ].join("\n");
}
