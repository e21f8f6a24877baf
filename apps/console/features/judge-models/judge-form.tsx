"use client";

import { judgePresetFacts } from "@plumbline/evaluation/models/judge-presets";
import { Button } from "@plumbline/ui/button";
import { Checkbox } from "@plumbline/ui/checkbox";
import { Drawer } from "@plumbline/ui/drawer";
import { Field } from "@plumbline/ui/field";
import { Select } from "@plumbline/ui/select";
import { TextInput } from "@plumbline/ui/text-input";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "~/lib/api-client";
import { createJudge, type JudgeInput, type JudgeModel, judgesKey, updateJudge } from "./judge-api";
import { draftOfJudge, draftOfPreset, inputOf, presetChoices } from "./judge-draft";
import { JudgeLimitFields } from "./judge-limit-fields";
import styles from "./judge-models.module.css";

/** Adds a judge, or changes one. A token is only ever written; moving the judge to another host erases it. */
export function JudgeForm({
  projectId,
  judge,
  onClose,
}: {
  readonly projectId: string;
  /** Undefined: a new one. */
  readonly judge: JudgeModel | undefined;
  readonly onClose: () => void;
}) {
  const [input, setInput] = useState(judge === undefined ? draftOfPreset("openai-compatible") : draftOfJudge(judge));
  const [token, setToken] = useState("");
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: () => {
      const { preset, ...changes } = inputOf(input, token);
      return judge === undefined
        ? createJudge(projectId, { ...changes, preset: input.preset })
        : updateJudge(projectId, judge.id, changes);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: judgesKey(projectId) });
      onClose();
    },
  });
  const errorOf = (field: keyof JudgeInput) =>
    saving.error instanceof ApiError && saving.error.field === field ? saving.error.message : undefined;
  const shown = [...(Object.keys(input) as (keyof JudgeInput)[]), "token" as const];
  const isFieldError = shown.some((field) => field !== "preset" && errorOf(field) !== undefined);
  const movesAddress = judge?.hasToken === true && judge.baseUrl !== oneForm(input.baseUrl);
  return (
    <Drawer
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={judge === undefined ? "Add a judge" : `Change ${judge.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="judge-form" disabled={saving.isPending}>
            {saving.isPending ? "Saving…" : "Save judge"}
          </Button>
        </>
      }
    >
      <form
        id="judge-form"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        {judge === undefined ? (
          <Field label="Preset" hint={judgePresetFacts[input.preset].note}>
            <Select
              value={input.preset}
              onValueChange={(preset) => setInput(draftOfPreset(preset))}
              options={presetChoices}
            />
          </Field>
        ) : null}
        <Field label="Name" error={errorOf("name")}>
          <TextInput
            required
            value={input.name}
            onChange={(event) => setInput({ ...input, name: event.target.value })}
          />
        </Field>
        <Field
          label="Base URL"
          error={errorOf("baseUrl")}
          hint={
            movesAddress
              ? "Another address: the stored token is erased, because it belongs to the old one."
              : "The part before /chat/completions. Local model servers are allowed while Plumbline listens on this machine only."
          }
        >
          <TextInput
            mono
            required
            inputMode="url"
            value={input.baseUrl}
            placeholder="http://127.0.0.1:11434/v1"
            onChange={(event) => setInput({ ...input, baseUrl: event.target.value.trim() })}
          />
        </Field>
        <Field label="Model" error={errorOf("model")}>
          <TextInput
            mono
            required
            value={input.model}
            onChange={(event) => setInput({ ...input, model: event.target.value.trim() })}
          />
        </Field>
        <Field
          label={judge?.hasToken === true && !movesAddress ? "Token (one is stored)" : "Token"}
          error={errorOf("token")}
          hint={
            judge?.hasToken === true && !movesAddress
              ? "Kept sealed and never shown again. Leave empty to keep what is stored."
              : "Kept sealed and never shown again. Leave empty where the server asks for none."
          }
        >
          <TextInput
            type="password"
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </Field>
        <Checkbox
          checked={input.authScheme === "raw"}
          onChange={(event) => setInput({ ...input, authScheme: event.target.checked ? "raw" : "bearer" })}
        >
          Send the token as it is, without “Bearer”
        </Checkbox>
        <JudgeLimitFields draft={input} errorOf={errorOf} onChange={setInput} />
        {saving.error !== null && !isFieldError ? (
          <p className="pl-field-error" role="alert">
            {saving.error.message}
          </p>
        ) : null}
      </form>
    </Drawer>
  );
}

/** As the service stores an address: a token belongs to exactly that. */
function oneForm(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
}
