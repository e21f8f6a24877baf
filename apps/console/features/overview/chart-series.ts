import type { Dimension } from "./overview-params";

/** Names of colour tokens. */
export type Tone =
  | "bar"
  | "error"
  | "q1"
  | "q2"
  | "q3"
  | "model-1"
  | "model-2"
  | "model-3"
  | `s${1 | 2 | 3 | 4 | 5 | 6}`;

export interface ChartSeries {
  readonly label: string;
  readonly tone: Tone;
  /** `before`: the total of the time that is compared with. */
  readonly look: "bar" | "line" | "thin" | "dashed" | "before";
  /** One per bucket; null where there is none. */
  readonly values: readonly (number | null)[];
  /** What a click on it filters by. */
  readonly value?: { readonly dimension: Dimension; readonly value: string };
}

export interface ChartModel {
  readonly id: string;
  readonly title: string;
  /** The one figure of the range. */
  readonly headline: string;
  readonly note: string;
  /** Bars stand on each other in this order, the first at the foot. */
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** Its values are whole numbers: an axis has no half of one. */
  readonly isCount?: boolean;
}
