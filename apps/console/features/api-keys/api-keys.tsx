"use client";

import { Button } from "@plumbline/ui/button";
import { Drawer } from "@plumbline/ui/drawer";
import { EmptyState } from "@plumbline/ui/empty-state";
import { Icon } from "@plumbline/ui/icon";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useClock } from "~/lib/clock";
import { formatTime } from "~/lib/format";
import { RevokeCell } from "~/lib/revoke-cell";
import { SettingsList } from "~/lib/settings-list";
import { type ApiKeyView, apiKeysKey, listApiKeys, revokeApiKey } from "./api-key-view";
import { NewApiKey } from "./new-api-key";

/** The keys of a project: what each may do, when it was last used, and its end. */
export function ApiKeys({
  projectId,
  otlpEndpoint,
  initial,
}: {
  readonly projectId: string;
  readonly otlpEndpoint: string;
  readonly initial: { readonly items: readonly ApiKeyView[] } | undefined;
}) {
  const [isMaking, setMaking] = useState(false);
  const keys = useQuery({
    queryKey: apiKeysKey(projectId),
    queryFn: () => listApiKeys(projectId),
    ...(initial === undefined ? {} : { initialData: initial }),
  });
  return (
    <>
      <SettingsList
        lead="A key lets a program send spans, read traces or request evaluations. It is shown once."
        action={
          <Button look="primary" onClick={() => setMaking(true)}>
            <Icon name="plus" size="small" /> Make a key
          </Button>
        }
        failure={
          keys.error === null ? undefined : { title: "The keys could not be listed.", message: keys.error.message }
        }
        columns={["Name", "Key", "Scopes", "Made", "Last used", "Expires"]}
        empty={
          keys.data?.items.length === 0 ? (
            <EmptyState title="No keys yet.">Make one with the scope ingest, and give it to your exporter.</EmptyState>
          ) : undefined
        }
      >
        {keys.data?.items.map((key) => (
          <KeyRow key={key.id} projectId={projectId} apiKey={key} />
        ))}
      </SettingsList>
      {isMaking ? (
        <Drawer
          open
          onOpenChange={(open) => {
            if (!open) setMaking(false);
          }}
          title="Make an API key"
        >
          <NewApiKey projectId={projectId} otlpEndpoint={otlpEndpoint} onDone={() => setMaking(false)} />
        </Drawer>
      ) : null}
    </>
  );
}

function KeyRow({ projectId, apiKey }: { readonly projectId: string; readonly apiKey: ApiKeyView }) {
  const clock = useClock();
  const queries = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeApiKey(projectId, apiKey.id),
    onSettled: () => queries.invalidateQueries({ queryKey: apiKeysKey(projectId) }),
  });
  const isExpired = apiKey.expiresAt !== null && Date.parse(apiKey.expiresAt) < clock.nowMs;
  const end = apiKey.revokedAt !== null ? "revoked" : isExpired ? "expired" : undefined;
  return (
    <tr data-over={end}>
      <td title={apiKey.name}>{apiKey.name}</td>
      <td className="pl-mono">{apiKey.start}…</td>
      <td title={apiKey.scopes.join(", ")}>{apiKey.scopes.join(", ")}</td>
      <td>
        {formatTime(apiKey.createdAt, clock)}
        {apiKey.createdByName === null ? "" : ` by ${apiKey.createdByName}`}
      </td>
      <td>{apiKey.lastUsedAt === null ? "never" : formatTime(apiKey.lastUsedAt, clock)}</td>
      <td>{apiKey.expiresAt === null ? "never" : formatTime(apiKey.expiresAt, clock)}</td>
      <RevokeCell end={end} revoking={revoking} asksFor={apiKey.name} />
    </tr>
  );
}
