import { ButtonLink } from "@plumbline/ui/button";
import { CodeBlock } from "@plumbline/ui/code-block";
import { EmptyState } from "@plumbline/ui/empty-state";
import { traceFilePath } from "./trace-links";

/** Times and ids are made by the shell, so that the command can be pasted again and again. */
export function firstTraceCommand(otlpHttpUrl: string): string {
  return `now=$(date +%s)
curl -sS ${otlpHttpUrl}/v1/traces \\
  -H "authorization: Bearer $PLUMBLINE_API_KEY" -H "content-type: application/json" \\
  -d '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"hello"}}]},
    "scopeSpans":[{"spans":[{"name":"hello.world","kind":1,
      "traceId":"'$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')'","spanId":"'$(od -An -N8 -tx1 /dev/urandom | tr -d ' \\n')'",
      "startTimeUnixNano":"'$now'000000000","endTimeUnixNano":"'$now'420000000",
      "attributes":[{"key":"input.value","value":{"stringValue":"Is anybody there?"}},
        {"key":"output.value","value":{"stringValue":"Yes: your first trace."}}]}]}]}]}'`;
}

export function exporterEnvironment(otlpHttpUrl: string): string {
  return `export OTEL_SERVICE_NAME=my-application
export OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttpUrl}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20$PLUMBLINE_API_KEY"`;
}

/** What an empty project shows: the exact commands that bring the first trace here. */
export function FirstTrace({
  project,
  otlpHttpUrl,
}: {
  readonly project: { readonly name: string; readonly slug: string };
  readonly otlpHttpUrl: string;
}) {
  return (
    <EmptyState title={`No trace has arrived in ${project.name} yet`}>
      <p>
        Any OpenTelemetry exporter can send here: OTLP over HTTP at{" "}
        <span className="pl-mono">{otlpHttpUrl}/v1/traces</span>, protobuf or JSON, with an API key. Its first request
        appears on this page within seconds.
      </p>
      <p>Point an application that is instrumented already:</p>
      <CodeBlock code={exporterEnvironment(otlpHttpUrl)} label="Copy the environment" />
      <p>Or send one trace by hand:</p>
      <CodeBlock code={firstTraceCommand(otlpHttpUrl)} label="Copy the command" />
      <p>Or let the demo send some hundred varied ones:</p>
      <CodeBlock code="npm run demo" label="Copy the command" />
      <div className="pl-row">
        <ButtonLink href={`/p/${project.slug}/settings/api-keys`} look="primary">
          Create an API key
        </ButtonLink>
        <ButtonLink href={traceFilePath(project.slug)}>Open a trace file</ButtonLink>
        <span className="pl-dim">
          The first key was printed by <span className="pl-mono">npm start</span>.
        </span>
      </div>
    </EmptyState>
  );
}
