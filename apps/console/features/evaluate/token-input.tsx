"use client";

import { Button } from "@plumbline/ui/button";
import { Field } from "@plumbline/ui/field";
import { TextInput } from "@plumbline/ui/text-input";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import styles from "./evaluate.module.css";
import type { JudgeModel } from "./evaluation-api";

/** Takes a judge's token and forgets it as soon as it is stored. */
export function TokenInput({
  projectId,
  host,
  store,
  onStored,
}: {
  readonly projectId: string;
  /** The only host that the token is sent to. */
  readonly host: string;
  readonly store: (token: string) => Promise<JudgeModel>;
  readonly onStored: (judge: JudgeModel) => void;
}) {
  const [token, setToken] = useState("");
  const queries = useQueryClient();
  const storing = useMutation({
    mutationFn: () => store(token.trim()),
    onSuccess: async (judge) => {
      setToken("");
      await queries.invalidateQueries({ queryKey: ["judge-models", projectId] });
      onStored(judge);
    },
  });
  return (
    <form
      className={styles.token}
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== "") storing.mutate();
      }}
    >
      <Field
        label="Token"
        hint={`Kept sealed and sent to ${host} only. A judge that needs none works without.`}
        error={storing.error?.message}
      >
        <TextInput
          type="password"
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          placeholder="Paste the token"
        />
      </Field>
      <Button type="submit" disabled={token.trim() === "" || storing.isPending}>
        {storing.isPending ? "Storing…" : "Store token"}
      </Button>
    </form>
  );
}
