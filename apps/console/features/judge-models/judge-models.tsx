"use client";

import { Button } from "@plumbline/ui/button";
import { Chip } from "@plumbline/ui/chip";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { Notice } from "@plumbline/ui/notice";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { formatDuration } from "~/lib/format";
import { allJudgesKey, archiveJudge, type JudgeModel, judgesKey, listJudges, testJudge } from "./judge-api";
import { JudgeFacts } from "./judge-facts";
import { JudgeForm } from "./judge-form";
import styles from "./judge-models.module.css";
import { JudgePrompts } from "./judge-prompts";

/** The judges of a project: which models may score, where they are, whether a token is stored, how they answered. */
export function JudgeModels({
  projectId,
  initial,
}: {
  readonly projectId: string;
  readonly initial: { readonly items: readonly JudgeModel[] } | undefined;
}) {
  const [editing, setEditing] = useState<JudgeModel | "new">();
  const judges = useQuery({
    queryKey: allJudgesKey(projectId),
    queryFn: () => listJudges(projectId),
    ...(initial === undefined ? {} : { initialData: initial }),
  });
  const listed = judges.data?.items.filter(({ isListed }) => isListed) ?? [];
  const brought = judges.data?.items.filter(({ isListed }) => !isListed) ?? [];
  return (
    <section className={styles.page}>
      <header className={styles.head}>
        <p className="pl-soft">
          A judge is a model that scores answers, behind any OpenAI-compatible address. Its token is sealed and never
          shown again.
        </p>
        <Button look="primary" onClick={() => setEditing("new")}>
          <Icon name="plus" size="small" /> Add a judge
        </Button>
      </header>
      {judges.error === null ? null : (
        <Notice tone="error" title="The judges could not be listed.">
          {judges.error.message}
        </Notice>
      )}
      <JudgeList projectId={projectId} judges={listed} onEdit={setEditing} />
      {brought.length === 0 ? null : (
        <details className={styles.brought}>
          <summary>
            {brought.length === 1 ? "1 judge came with a request" : `${brought.length} judges came with requests`}
          </summary>
          <p className="pl-soft">
            Named in an API request and not set up here: used by such requests only, with the token that came last, and
            in no choice of judges. Change one to keep it among the judges above.
          </p>
          <JudgeList projectId={projectId} judges={brought} onEdit={setEditing} />
        </details>
      )}
      <JudgePrompts projectId={projectId} />
      {editing === undefined ? null : (
        <JudgeForm
          projectId={projectId}
          judge={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </section>
  );
}

function JudgeList({
  projectId,
  judges,
  onEdit,
}: {
  readonly projectId: string;
  readonly judges: readonly JudgeModel[];
  readonly onEdit: (judge: JudgeModel) => void;
}) {
  return (
    <ul className={styles.list}>
      {judges.map((judge) => (
        <JudgeRow key={judge.id} projectId={projectId} judge={judge} onEdit={() => onEdit(judge)} />
      ))}
    </ul>
  );
}

function JudgeRow({
  projectId,
  judge,
  onEdit,
}: {
  readonly projectId: string;
  readonly judge: JudgeModel;
  readonly onEdit: () => void;
}) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: judgesKey(projectId) });
  const testing = useMutation({ mutationFn: () => testJudge(projectId, judge.id), onSettled: refresh });
  const removing = useMutation({ mutationFn: () => archiveJudge(projectId, judge.id), onSettled: refresh });
  const [isAsking, setAsking] = useState(false);
  // One that was set up by hand at the stand-in's address is labelled as one too, and can be changed and removed.
  const isBuiltIn = judge.preset === "stand-in";
  return (
    <li className={styles.judge}>
      <div className={styles.what}>
        <b>{judge.name}</b>
        {judge.isStandIn ? <Chip>Stand-in</Chip> : null}
        <span className="pl-mono pl-dim">
          {judge.model} at {judge.baseUrl}
        </span>
        <JudgeFacts judge={judge} isTroubleTold={testing.data?.ok === false} />
        {testing.data === undefined ? null : (
          <p className={testing.data.ok ? styles.passed : "pl-field-error"} role="status">
            {testing.data.ok ? <Icon name="check" size="small" label="passed" /> : null}
            {testing.data.message}
            {testing.data.latencyMs === null ? "" : ` (${formatDuration(testing.data.latencyMs)})`}
          </p>
        )}
        {(testing.error ?? removing.error) === null ? null : (
          <p className="pl-field-error" role="alert">
            {(testing.error ?? removing.error)?.message}
          </p>
        )}
      </div>
      <Button size="small" disabled={testing.isPending} onClick={() => testing.mutate()}>
        {testing.isPending ? "Testing…" : "Test connection"}
      </Button>
      {isBuiltIn ? null : <IconButton icon="edit" label={`Change ${judge.name}`} look="quiet" onClick={onEdit} />}
      {isBuiltIn ? null : isAsking ? (
        <Button size="small" look="danger" disabled={removing.isPending} onClick={() => removing.mutate()}>
          Remove {judge.name}
        </Button>
      ) : (
        <IconButton icon="trash" label={`Remove ${judge.name}`} look="quiet" onClick={() => setAsking(true)} />
      )}
    </li>
  );
}
