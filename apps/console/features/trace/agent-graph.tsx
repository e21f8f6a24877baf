"use client";

import { IconButton } from "@plumbline/ui/icon-button";
import { KindIcon } from "@plumbline/ui/kind-icon";
import { type KeyboardEvent, useMemo, useRef } from "react";
import { formatCount, formatDuration, formatPlural } from "~/lib/format";
import styles from "./graph.module.css";
import { layOutGraph, type PlacedEdge, type PlacedNode } from "./graph-layout";
import { graphOf, type SpanPick } from "./picked-spans";
import type { ViewProps } from "./trace-view";
import { usePanZoom } from "./use-pan-zoom";

/** Who called whom, and how often. A press on an agent, a tool or a call picks its spans. */
export default function AgentGraph({ model, picked, onPick }: ViewProps) {
  const graph = useMemo(() => layOutGraph(graphOf(model)), [model]);
  const pane = useRef<SVGSVGElement>(null);
  const { shown, drag, zoomMiddle, fit } = usePanZoom(pane, graph);
  const pick = picked?.pick;
  const toggle = (next: SpanPick, isPicked: boolean) => onPick(isPicked ? undefined : next);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "+" || event.key === "=") zoomMiddle(1.25);
    else if (event.key === "-") zoomMiddle(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the drawing inside, which bubble here.
    <div className={styles.view} onKeyDown={onKeyDown}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
      <svg ref={pane} className={styles.pane} role="group" aria-label={spokenGraph(graph)} {...drag}>
        <defs>
          <marker id="call-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0.6 7.5 4 0 7.4Z" className={styles.arrow} />
          </marker>
        </defs>
        <g transform={`translate(${shown.x} ${shown.y}) scale(${shown.scale})`}>
          {graph.edges.map((edge) => {
            const isPicked = pick?.type === "edge" && pick.from === edge.from && pick.to === edge.to;
            return (
              <Edge
                key={`${edge.from}\n${edge.to}`}
                edge={edge}
                graph={graph.nodes}
                isPicked={isPicked}
                onPress={() => toggle({ type: "edge", from: edge.from, to: edge.to }, isPicked)}
              />
            );
          })}
          {graph.nodes.map((node) => {
            const isPicked = pick?.type === "node" && pick.id === node.id;
            return (
              <Node
                key={node.id}
                node={node}
                isPicked={isPicked}
                onPress={() => toggle({ type: "node", id: node.id }, isPicked)}
              />
            );
          })}
        </g>
      </svg>
      <div className={styles.zoom}>
        <IconButton icon="plus" look="quiet" size="small" label="Zoom in (+)" onClick={() => zoomMiddle(1.25)} />
        <IconButton icon="minus" look="quiet" size="small" label="Zoom out (-)" onClick={() => zoomMiddle(0.8)} />
        <IconButton icon="fit" look="quiet" size="small" label="Show everything (0)" onClick={fit} />
      </div>
      {graph.leftOut === 0 ? null : (
        <p className={styles.note}>
          {formatCount(graph.leftOut)} names with few spans are left out; Statistics lists them all.
        </p>
      )}
    </div>
  );
}

function Node(props: { readonly node: PlacedNode; readonly isPicked: boolean; readonly onPress: () => void }) {
  const { node, isPicked, onPress } = props;
  const name = cut(node.name, Math.floor((node.width - 36) / 6.6));
  const duration = formatDuration(node.totalUs / 1000);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing.
    <g
      role="button"
      tabIndex={0}
      aria-pressed={isPicked}
      className={styles.node}
      data-kind={node.kind}
      data-picked={isPicked ? "" : undefined}
      transform={`translate(${node.x - node.width / 2} ${node.y - node.height / 2})`}
      onClick={onPress}
      onKeyDown={(event) => pressOnKey(event, onPress)}
    >
      <rect width={node.width} height={node.height} rx="5" />
      <path d={`M1.5 6V${node.height - 6}`} className={styles.kindLine} />
      <svg x="10" y="8" width="14" height="14" aria-hidden="true">
        <KindIcon kind={node.kind} />
      </svg>
      <text x="28" y="19" className={styles.nodeName}>
        {name === node.name ? null : <title>{node.name}</title>}
        {name}
      </text>
      <text x="28" y="34" className={styles.nodeFacts}>
        {node.kind === "UNKNOWN" ? "other" : node.kind} · {formatCount(node.spans.length)}× · {duration}
        {node.errors === 0 ? null : <tspan className={styles.failed}> · {formatCount(node.errors)} failed</tspan>}
      </text>
    </g>
  );
}

function Edge(props: {
  readonly edge: PlacedEdge;
  readonly graph: readonly PlacedNode[];
  readonly isPicked: boolean;
  readonly onPress: () => void;
}) {
  const { edge, graph, isPicked, onPress } = props;
  const nameOf = (id: string) => graph.find((node) => node.id === id)?.name ?? id;
  const failed = edge.errors === 0 ? "" : `, ${formatCount(edge.errors)} failed`;
  const calls = formatCount(edge.calls);
  const width = Math.max(18, calls.length * 6.2 + 12);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing.
    <g
      role="button"
      tabIndex={0}
      aria-pressed={isPicked}
      aria-label={`${nameOf(edge.from)} called ${nameOf(edge.to)} ${formatPlural(edge.calls, "time")}${failed}`}
      className={styles.edge}
      data-failed={edge.errors > 0 ? "" : undefined}
      data-picked={isPicked ? "" : undefined}
      onClick={onPress}
      onKeyDown={(event) => pressOnKey(event, onPress)}
    >
      <path d={edge.path} className={styles.edgeReach} />
      <path d={edge.path} className={styles.edgeLine} markerEnd="url(#call-arrow)" />
      <rect x={edge.labelX - width / 2} y={edge.labelY - 8} width={width} height="16" rx="3" />
      <text x={edge.labelX} y={edge.labelY + 4}>
        {calls}
      </text>
    </g>
  );
}

function pressOnKey(event: KeyboardEvent, press: () => void): void {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.stopPropagation();
  press();
}

function spokenGraph(graph: { readonly nodes: readonly unknown[]; readonly edges: readonly unknown[] }): string {
  return `Agent graph: ${formatPlural(graph.nodes.length, "participant")}, ${formatPlural(graph.edges.length, "kind of call", "kinds of calls")}`;
}

function cut(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, Math.max(1, charsMax - 1))}…`;
}
