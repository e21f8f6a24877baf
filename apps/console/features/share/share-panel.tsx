"use client";

import { Button } from "@plumbline/ui/button";
import { CodeBlock } from "@plumbline/ui/code-block";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import styles from "./share.module.css";
import { createTicket } from "./share-api";
import { ShareForm } from "./share-form";
import { SharePast } from "./share-past";

/** Makes a one-time link, shows it once, and lists the links made before. */
export function SharePanel({ projectId, traceId }: { readonly projectId: string; readonly traceId: string }) {
  const queries = useQueryClient();
  const creating = useMutation({
    mutationFn: (ticket: Parameters<typeof createTicket>[2]) => createTicket(projectId, traceId, ticket),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["share-tickets", projectId] }),
  });
  return (
    <div className={styles.panel}>
      <div>
        <h2>One-time link to this trace</h2>
        <p>Opens once, in one browser, and shows this trace only.</p>
      </div>
      {creating.data === undefined ? (
        <ShareForm
          isCreating={creating.isPending}
          error={creating.error}
          onCreate={(ticket) => creating.mutate(ticket)}
        />
      ) : (
        <>
          <CodeBlock code={creating.data.url} label="Copy link" />
          <p role="status">Copy it now: it is shown once. Opening it yourself would use it up.</p>
          <div>
            <Button onClick={() => creating.reset()}>Make another link</Button>
          </div>
        </>
      )}
      <SharePast projectId={projectId} traceId={traceId} />
    </div>
  );
}
