import { Icon } from "@plumbline/ui/icon";
import type { ClaimView } from "./evaluation-view";
import styles from "./result.module.css";

const verdictWords = { supported: "supported", contradicted: "contradicted", not_found: "not found" } as const;

/** The answer's claims. Choosing one marks the documents that decide it. */
export function ResultClaims({
  claims,
  selected,
  onSelect,
}: {
  readonly claims: readonly ClaimView[];
  readonly selected: number | null;
  readonly onSelect: (id: number | null) => void;
}) {
  if (claims.length === 0) return null;
  return (
    <section className={styles.part}>
      <h3 className="pl-label">Claims</h3>
      <ul className={styles.claims}>
        {claims.map((claim) => (
          <li key={claim.id}>
            <button
              type="button"
              className={styles.claim}
              aria-pressed={claim.id === selected}
              data-verdict={claim.verdict}
              onClick={() => onSelect(claim.id === selected ? null : claim.id)}
            >
              <span className={styles.number}>{claim.id}</span>
              <span>
                {claim.claim}
                <span className={styles.reason}>{claim.reason}</span>
              </span>
              <span className={styles.verdict}>
                <Icon name={claim.verdict === "supported" ? "check" : "close"} size="small" />
                {verdictWords[claim.verdict]}
                {claim.evidence.length === 0 ? null : (
                  <span className="pl-dim">
                    {claim.evidence.length === 1 ? "document" : "documents"} {claim.evidence.join(", ")}
                  </span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
