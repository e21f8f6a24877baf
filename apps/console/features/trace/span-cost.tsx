"use client";

import { formatCost } from "~/lib/cost-text";
import styles from "./span-panel.module.css";
import type { SpanCost } from "./trace-source";

const bucketNames: Readonly<Record<string, string>> = {
  input: "Input",
  cacheRead: "Read from cache",
  cacheWrite: "Written to cache",
  output: "Output",
  reasoning: "Reasoning",
};

const sourceNames: Readonly<Record<string, string>> = {
  "genai-prices": "the bundled price list (genai-prices)",
  plumbline: "Plumbline's own price list",
  project: "a price of this project",
};

/** What a call cost, line by line: tokens times price per million. Without a price it says so, and never 0. */
export function CostArithmetic({ cost }: { readonly cost: SpanCost | null | undefined }) {
  return (
    <section aria-label="Cost">
      <h3 className={styles.section}>
        Cost
        {cost === null || cost === undefined ? null : <b>{formatCost(cost.total)}</b>}
      </h3>
      {cost === null || cost === undefined ? (
        <p className={styles.blank}>no price: no price list knows this model, or it reported no tokens.</p>
      ) : (
        <>
          <table className={styles.arithmetic}>
            <thead className="sr-only">
              <tr>
                <th scope="col">What</th>
                <th scope="col">Tokens</th>
                <th scope="col">Price of a million</th>
                <th scope="col">Cost</th>
              </tr>
            </thead>
            <tbody>
              {cost.parts.map((part) => (
                <tr key={part.bucket}>
                  <th scope="row">{bucketNames[part.bucket] ?? part.bucket}</th>
                  <td>{part.tokens.toLocaleString("en")}</td>
                  <td>
                    × {part.pricePerMillion} {cost.currency} / 1M
                  </td>
                  <td>= {formatCost(part.cost)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={styles.blank}>
            By {sourceNames[cost.source] ?? cost.source}, row <span className="pl-mono">{cost.rowId}</span>
          </p>
        </>
      )}
    </section>
  );
}
