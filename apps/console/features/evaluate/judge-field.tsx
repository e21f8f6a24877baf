"use client";

import { Button } from "@plumbline/ui/button";
import { Field } from "@plumbline/ui/field";
import { Icon } from "@plumbline/ui/icon";
import { Select } from "@plumbline/ui/select";
import Link from "next/link";
import { useState } from "react";
import styles from "./evaluate.module.css";
import { createPresetJudge, type JudgeModel, presetChoices, storeJudgeToken } from "./evaluation-api";
import { TokenInput } from "./token-input";

const presetPrefix = "preset:";

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
  readonly judges: readonly JudgeModel[];
  readonly value: string | null;
  readonly error: string | undefined;
  readonly judgeSettingsHref: string;
  /** Null while a preset is chosen that has no token yet. */
  readonly onChange: (judgeId: string | null) => void;
}) {
  const [preset, setPreset] = useState<string | null>(null);
  const judge = judges.find((candidate) => candidate.id === value);
  const missing = presetChoices.filter((choice) => judges.every((each) => each.preset !== choice.preset));
  const chosenPreset = missing.find((choice) => choice.preset === preset);
  return (
    <section className={styles.block} data-field="judgeModelId">
      <h3 className="pl-heading">Judge model</h3>
      <Field label="Model" error={chosenPreset === undefined ? error : undefined}>
        <Select
          value={chosenPreset === undefined ? value : `${presetPrefix}${chosenPreset.preset}`}
          onValueChange={(chosen) => {
            const isPreset = chosen.startsWith(presetPrefix);
            setPreset(isPreset ? chosen.slice(presetPrefix.length) : null);
            onChange(isPreset ? null : chosen);
          }}
          placeholder="Choose a judge…"
          options={[
            ...judges.map((choice) => ({ value: choice.id, label: choice.name, note: choice.model })),
            ...missing.map((choice) => ({
              value: `${presetPrefix}${choice.preset}`,
              label: choice.name,
              note: "needs a token",
            })),
          ]}
        />
      </Field>
      {chosenPreset !== undefined ? (
        <TokenInput
          key={chosenPreset.preset}
          projectId={projectId}
          host={chosenPreset.host}
          store={(token) => createPresetJudge(projectId, chosenPreset.preset, token)}
          onStored={(made) => {
            setPreset(null);
            onChange(made.id);
          }}
        />
      ) : judge === undefined ? null : (
        <JudgeNotes key={judge.id} projectId={projectId} judge={judge} />
      )}
      <Link href={judgeSettingsHref} className={styles.aside}>
        Add or change judges in Settings
      </Link>
    </section>
  );
}

function JudgeNotes({ projectId, judge }: { readonly projectId: string; readonly judge: JudgeModel }) {
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
        <span>Token stored{judge.tokenLast4 === null ? "" : `, ends in ${judge.tokenLast4}`}</span>
        <Button look="quiet" size="small" onClick={() => setReplacing(true)}>
          Replace
        </Button>
      </p>
    );
  }
  return (
    <TokenInput
      projectId={projectId}
      host={URL.canParse(judge.baseUrl) ? new URL(judge.baseUrl).host : judge.baseUrl}
      store={(token) => storeJudgeToken(projectId, judge.id, token)}
      onStored={() => setReplacing(false)}
    />
  );
}
