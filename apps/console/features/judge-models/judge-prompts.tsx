"use client";

import { Notice } from "@plumbline/ui/notice";
import { Segmented } from "@plumbline/ui/segmented";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type JudgePrompt, listPrompts } from "./judge-api";
import styles from "./judge-models.module.css";

type Language = JudgePrompt["texts"][number]["language"];

const titles: Readonly<Record<JudgePrompt["purpose"], string>> = {
  correctness: "Correctness",
  claims: "Faithfulness: claims of the answer",
  verdicts: "Faithfulness: verdict on each claim",
  relevance: "Relevance of a document",
};

/** What judges are told, word for word. Loaded when somebody opens it. */
export function JudgePrompts({ projectId }: { readonly projectId: string }) {
  const [isOpen, setOpen] = useState(false);
  const [language, setLanguage] = useState<Language>("en");
  const prompts = useQuery({
    queryKey: ["judge-prompts", projectId],
    queryFn: () => listPrompts(projectId),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <details className={styles.prompts} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What judges are told</summary>
      <div className={styles.head}>
        <p className="pl-soft">
          Answers in Chinese are judged by the Chinese text, all others by the English one. The version stands beside
          every score; a text that has judged is never changed under its version.
        </p>
        <Segmented
          label="Language of the instructions"
          value={language}
          onValueChange={setLanguage}
          options={[
            { value: "en", label: "English" },
            { value: "zh", label: "中文" },
          ]}
        />
      </div>
      {prompts.error === null ? null : (
        <Notice tone="error" title="The instructions could not be loaded.">
          {prompts.error.message}
        </Notice>
      )}
      {prompts.data?.items.map((prompt) => (
        <details key={prompt.purpose} className={styles.prompt}>
          <summary>
            {titles[prompt.purpose]} <span className="pl-mono pl-dim">{prompt.version}</span>
          </summary>
          <PromptText prompt={prompt} language={language} />
        </details>
      ))}
    </details>
  );
}

function PromptText({ prompt, language }: { readonly prompt: JudgePrompt; readonly language: Language }) {
  const text = prompt.texts.find((each) => each.language === language);
  if (text === undefined) return null;
  return (
    <div lang={language}>
      <pre className={styles.text}>{text.system}</pre>
      <p className="pl-soft">Here follows the data, as JSON between two lines with a random code of this call. Then:</p>
      <pre className={styles.text}>{text.reminder}</pre>
    </div>
  );
}
