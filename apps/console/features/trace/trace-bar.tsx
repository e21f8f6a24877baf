"use client";

import { Button } from "@plumbline/ui/button";
import { CopyButton, writeClipboard } from "@plumbline/ui/copy-button";
import { Icon } from "@plumbline/ui/icon";
import { IconButton } from "@plumbline/ui/icon-button";
import { Menu, MenuItem } from "@plumbline/ui/menu";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageBar } from "~/lib/page-bar";
import { comparePath, traceFilePath, tracesPath } from "~/lib/trace-links";
import { ListPosition } from "./list-position";
import styles from "./trace.module.css";

/** The head of the trace page: where one is, which trace it is, what can be done with it. */
export function TraceBar(props: {
  readonly project: { readonly id: string; readonly slug: string };
  readonly traceId: string;
  readonly name: string;
  readonly canEvaluate: boolean;
  readonly onEvaluate: () => void;
  readonly shareAction: ReactNode;
}) {
  const { project, traceId, name, canEvaluate, onEvaluate, shareAction } = props;
  const otlpHref = `/api/v1/projects/${project.id}/traces/${traceId}/otlp`;
  return (
    <PageBar
      showFreshness={false}
      title={
        <nav className="flex min-w-0 items-center gap-1.5" aria-label="Breadcrumb">
          <Link className="text-ink-2" href={tracesPath(project.slug)}>
            Traces
          </Link>
          <Icon name="right" size="tiny" className="pl-dim" />
          <h1 className="pl-title pl-cut" title={name}>
            {name}
          </h1>
        </nav>
      }
      lead={
        <>
          <span className={`${styles.traceId} pl-mono`}>{traceId}</span>
          <CopyButton text={traceId} label="Copy trace id" />
        </>
      }
      actions={
        <>
          <ListPosition projectSlug={project.slug} traceId={traceId} />
          {canEvaluate ? (
            <Button className="max-md:hidden!" onClick={onEvaluate} title="Evaluate (E)">
              <Icon name="evaluation" size="small" />
              Evaluate
            </Button>
          ) : null}
          {shareAction}
          <Menu align="end" trigger={<IconButton icon="dots" look="quiet" label="More" />}>
            {canEvaluate ? (
              <MenuItem icon="evaluation" onSelect={onEvaluate}>
                Evaluate
              </MenuItem>
            ) : null}
            <MenuItem icon="compare" link={<Link href={comparePath(project.slug, traceId)} prefetch={false} />}>
              Compare with another trace
            </MenuItem>
            <MenuItem icon="copy" onSelect={() => void writeClipboard(traceId)}>
              Copy trace id
            </MenuItem>
            <MenuItem icon="link" onSelect={() => void writeClipboard(window.location.href)}>
              Copy address for members
            </MenuItem>
            <MenuItem icon="download" link={<a href={otlpHref} download={`${traceId}.otlp.bin`} />}>
              Download OTLP (protobuf)
            </MenuItem>
            <MenuItem icon="upload" link={<Link href={traceFilePath(project.slug)} />}>
              Look at a file
            </MenuItem>
          </Menu>
        </>
      }
    />
  );
}
