"use client";

import { Button } from "@plumbline/ui/button";
import { Checkbox } from "@plumbline/ui/checkbox";
import { CodeBlock } from "@plumbline/ui/code-block";
import { Field } from "@plumbline/ui/field";
import { Notice } from "@plumbline/ui/notice";
import { Select } from "@plumbline/ui/select";
import { TextInput } from "@plumbline/ui/text-input";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiKeysKey, createApiKey, type Scope, scopes, scopeWords } from "./api-key-view";
import styles from "./api-keys.module.css";

const lifetimes = [
  { value: "never", label: "Never expires" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
] as const;

/** Makes a key and shows it this once, with what to paste where. */
export function NewApiKey({
  projectId,
  otlpEndpoint,
  onDone,
}: {
  readonly projectId: string;
  /** Base of the OTLP/HTTP endpoint, e.g. http://127.0.0.1:4318. */
  readonly otlpEndpoint: string;
  readonly onDone: () => void;
}) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>(["ingest"]);
  const [days, setDays] = useState<(typeof lifetimes)[number]["value"]>("never");
  const queries = useQueryClient();
  const creating = useMutation({
    mutationFn: () =>
      createApiKey(projectId, {
        name: name.trim(),
        scopes: chosen,
        ...(days === "never" ? {} : { expiresAt: new Date(Date.now() + Number(days) * 86_400_000).toISOString() }),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: apiKeysKey(projectId) }),
  });
  if (creating.data !== undefined) {
    const { key, apiKey } = creating.data;
    return (
      <div className={styles.made}>
        <Notice title={`Key ${apiKey.name} was made.`}>
          Copy it now: it is shown this once, and only its hash is kept.
        </Notice>
        <CodeBlock code={key} />
        {apiKey.scopes.includes("ingest") || apiKey.scopes.includes("admin") ? (
          <>
            <p className="pl-label">For any OpenTelemetry exporter</p>
            <CodeBlock
              code={`export OTEL_EXPORTER_OTLP_ENDPOINT=${otlpEndpoint}\nexport OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${key}"`}
            />
          </>
        ) : null}
        <Button onClick={onDone}>Done</Button>
      </div>
    );
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        creating.mutate();
      }}
    >
      <Field label="Name" hint="Where the key is used, such as checkout-service.">
        <TextInput required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <fieldset className={styles.scopes}>
        <legend className="pl-label">Scopes</legend>
        {scopes.map((scope) => (
          <Checkbox
            key={scope}
            checked={chosen.includes(scope)}
            onChange={(event) =>
              setChosen(scopes.filter((each) => (each === scope ? event.target.checked : chosen.includes(each))))
            }
          >
            <b>{scope}</b> <span className="pl-dim">{scopeWords[scope]}</span>
          </Checkbox>
        ))}
      </fieldset>
      <Field label="Expires">
        <Select value={days} onValueChange={setDays} options={lifetimes} />
      </Field>
      {creating.error === null ? null : (
        <p className="pl-field-error" role="alert">
          {creating.error.message}
        </p>
      )}
      <div className={styles.actions}>
        <Button onClick={onDone}>Cancel</Button>
        <Button look="primary" type="submit" disabled={creating.isPending || chosen.length === 0}>
          {creating.isPending ? "Making…" : "Make key"}
        </Button>
      </div>
    </form>
  );
}
