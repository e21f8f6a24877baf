"use client";

import { Icon } from "@plumbline/ui/icon";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { keepTraceFile } from "./trace-file";
import styles from "./trace-file-drop.module.css";
import { traceFilePath } from "./trace-links";

/** Takes a file that is dropped anywhere on the page and shows it on a page of its own. */
export function TraceFileDrop({
  projectSlug,
  children,
}: {
  readonly projectSlug: string;
  readonly children: ReactNode;
}) {
  const router = useRouter();
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      // Without this the browser would leave the page and open the file by itself.
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      setIsOver(false);
      if (file === undefined) return;
      event.preventDefault();
      keepTraceFile(file);
      router.push(traceFilePath(projectSlug));
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [projectSlug, router]);
  return (
    <>
      {children}
      {isOver ? (
        <div className={styles.over} role="status">
          <p>
            <Icon name="upload" />
            Drop to look at it
          </p>
          <span>OTLP JSON or Jaeger JSON. It is shown in this tab only and is not stored.</span>
        </div>
      ) : null}
    </>
  );
}
