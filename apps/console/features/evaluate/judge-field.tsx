"use client";

import { Button } from "@plumbline/ui/button";
import { Field } from "@plumbline/ui/field";
import { Icon } from "@plumbline/ui/icon";
import { Select } from "@plumbline/ui/select";
import { TextInput } from "@plumbline/ui/text-input";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import styles from "./evaluate.module.css";
import { type JudgeChoice, storeJudgeToken } from "./evaluation-api";

/** Which model judges, and its token: entered once, kept sealed, never shown again. */
export function JudgeField({
  projectId,
  judges,
  value,
  error,
  judgeSettingsHref,
  onChange,
}: {
  readonly projectId: string;
  readonly judges: readonly JudgeChoice[];
  readonly value: string | null;
  readonly error: string | undefined;
  readonly judgeSettingsHref: string;
  readonly onChange: (judgeId: string) => void;
}) {
  const judge = judges.find((candidate) => candidate.id === value);
  return (
    <section className={styles.block}>
      <h3 className="pl-heading">Judge model</h3>
      <Field label="Model" error={error}>
        <Select
          value={value}
          onValueChange={onChange}
          placeholder="Choose a judge…"
          options={judges.map((choice) => ({ value: choice.id, label: choice.name, note: choice.model }))}
        />
      </Field>
      {judge === undefined ? null : <JudgeNotes key={judge.id} projectId={projectId} judge={judge} />}
      <Link href={judgeSettingsHref} className={styles.aside}>
        Add or change judges in Settings
      </Link>
    </section>
  );
}

function JudgeNotes({ projectId, judge }: { readonly projectId: string; readonly judge: JudgeChoice }) {
  const [isReplacing, setReplacing] = useState(false);
  if (judge.isStandIn) {
    return (
      <p className={styles.note}>
        <Icon name="info" size="small" />
        No model and no account: it compares words. Its scores try out the path; they say nothing about quality, and are
        marked as stand-in wherever they are shown.
      </p>
    );
  }
  if (judge.hasToken && !isReplacing) {
    return (
      <p className={styles.note}>
        <Icon name="lock" size="small" />
        <span className={styles.grow}>
          Token stored{judge.tokenLast4 === null ? "" : `, ends in ${judge.tokenLast4}`}
        </span>
        <Button look="quiet" size="small" onClick={() => setReplacing(true)}>
          Replace
        </Button>
      </p>
    );
  }
  return <TokenInput projectId={projectId} judge={judge} onStored={() => setReplacing(false)} />;
}

function TokenInput({
  projectId,
  judge,
  onStored,
}: {
  readonly projectId: string;
  readonly judge: JudgeChoice;
  readonly onStored: () => void;
}) {
  const [token, setToken] = useState("");
  const queries = useQueryClient();
  const storing = useMutation({
    mutationFn: () => storeJudgeToken(projectId, judge.id, token.trim()),
    onSuccess: async () => {
      setToken("");
      await queries.invalidateQueries({ queryKey: ["judge-models", projectId] });
      onStored();
    },
  });
  const host = hostOf(judge.baseUrl);
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

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
