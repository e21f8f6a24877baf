"use client";

import { Button } from "@plumbline/ui/button";
import { Chip } from "@plumbline/ui/chip";
import { Drawer } from "@plumbline/ui/drawer";
import { EmptyState } from "@plumbline/ui/empty-state";
import { Icon } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useClock } from "~/lib/clock";
import { formatTime } from "~/lib/format";
import { type ApiKeyView, apiKeysKey, listApiKeys, revokeApiKey } from "./api-key-view";
import styles from "./api-keys.module.css";
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
    <section className={styles.page}>
      <header className={styles.head}>
        <p className="pl-soft">
          A key lets a program send spans, read traces or request evaluations. It is shown once.
        </p>
        <Button look="primary" onClick={() => setMaking(true)}>
          <Icon name="plus" size="small" /> Make a key
        </Button>
      </header>
      {keys.error === null ? null : (
        <Notice tone="error" title="The keys could not be listed.">
          {keys.error.message}
        </Notice>
      )}
      {keys.data?.items.length === 0 ? (
        <EmptyState title="No keys yet.">Make one with the scope ingest, and give it to your exporter.</EmptyState>
      ) : (
        <div className="pl-scroll">
          <table className="pl-table">
            <thead>
              <tr>
                <th>Name</th>
                <th>Key</th>
                <th>Scopes</th>
                <th>Made</th>
                <th>Last used</th>
                <th>Expires</th>
                <th>
                  <span className="pl-hidden-text">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.data?.items.map((key) => (
                <KeyRow key={key.id} projectId={projectId} apiKey={key} />
              ))}
            </tbody>
          </table>
        </div>
      )}
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
    </section>
  );
}

function KeyRow({ projectId, apiKey }: { readonly projectId: string; readonly apiKey: ApiKeyView }) {
  const clock = useClock();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const revoking = useMutation({
    mutationFn: () => revokeApiKey(projectId, apiKey.id),
    onSettled: () => queries.invalidateQueries({ queryKey: apiKeysKey(projectId) }),
  });
  const isOver = apiKey.expiresAt !== null && Date.parse(apiKey.expiresAt) < clock.nowMs;
  return (
    <tr data-dim={apiKey.revokedAt !== null || isOver || undefined}>
      <td>{apiKey.name}</td>
      <td className="pl-mono">{apiKey.start}…</td>
      <td>{apiKey.scopes.join(", ")}</td>
      <td>
        {formatTime(apiKey.createdAt, clock)}
        {apiKey.createdByName === null ? "" : ` by ${apiKey.createdByName}`}
      </td>
      <td>{apiKey.lastUsedAt === null ? "never" : formatTime(apiKey.lastUsedAt, clock)}</td>
      <td>{apiKey.expiresAt === null ? "never" : formatTime(apiKey.expiresAt, clock)}</td>
      <td data-align="end">
        {apiKey.revokedAt !== null ? (
          <Chip tone="mute">revoked</Chip>
        ) : isOver ? (
          <Chip tone="mute">expired</Chip>
        ) : isAsking ? (
          <Button size="small" look="danger" disabled={revoking.isPending} onClick={() => revoking.mutate()}>
            {revoking.isPending ? "Revoking…" : `Revoke ${apiKey.name} now`}
          </Button>
        ) : (
          <Button size="small" look="quiet" onClick={() => setAsking(true)}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  );
}
