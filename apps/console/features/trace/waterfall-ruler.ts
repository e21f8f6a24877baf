/** A stretch of the trace's time axis in microseconds from the start of the trace. */
export interface TimeWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

const steps = [1, 2, 5, 10] as const;

/**
 * Positions of the ruler's labels in microseconds: multiples of 1, 2 or 5 times a power of ten inside the window, then its
 * exact end. At most `countMax` multiples; one that would touch the label of the end is left out. They are counted from
 * `zeroUs`, where the trace begins.
 */
export function rulerTicks(window: TimeWindow, countMax: number, zeroUs = 0): readonly number[] {
  if (zeroUs !== 0) {
    const moved = { fromUs: window.fromUs - zeroUs, toUs: window.toUs - zeroUs };
    return rulerTicks(moved, countMax).map((tick) => tick + zeroUs);
  }
  const length = window.toUs - window.fromUs;
  if (!(length > 0) || countMax < 1) return [window.fromUs];
  const roughStep = length / countMax;
  const magnitude = 10 ** Math.floor(Math.log10(roughStep));
  const step = magnitude * (steps.find((factor) => factor * magnitude >= roughStep) ?? 10);
  const ticks: number[] = [];
  // Counted, not added up: sums of fractional steps drift.
  const first = Math.ceil(window.fromUs / step);
  // A label close before the end would run into the label of the end.
  const last = Math.floor((window.toUs - step * 0.6) / step);
  for (let count = first; count <= last; count += 1) ticks.push(count * step);
  if (ticks[0] !== window.fromUs && (ticks[0] ?? window.toUs) - window.fromUs > step * 0.3)
    ticks.unshift(window.fromUs);
  ticks.push(window.toUs);
  return ticks;
}

/** Average advance of an 11 px digit or letter. */
const labelCharPx = 5.6;
const labelGapPx = 4;

/**
 * The ticks whose labels have room beside each other. The first is written to the right of its place, the last to the left, the
 * others around it; where two would touch, the one before the last gives way.
 */
export function fittingTicks(
  window: TimeWindow,
  ticks: readonly number[],
  labels: readonly string[],
  widthPx: number,
): readonly number[] {
  const label = (index: number) => (labels[index] ?? "").length * labelCharPx;
  const last = ticks.length - 1;
  let leftEdge = shareOfWindow(window, ticks[last] ?? 0) * widthPx - label(last) - labelGapPx;
  const kept = [last];
  for (let index = last - 1; index >= 0; index -= 1) {
    const place = shareOfWindow(window, ticks[index] ?? 0) * widthPx;
    const [from, to] = index === 0 ? [place, place + label(0)] : [place - label(index) / 2, place + label(index) / 2];
    if (to > leftEdge) continue;
    kept.unshift(index);
    leftEdge = from - labelGapPx;
  }
  return kept.flatMap((index) => ticks[index] ?? []);
}

/** Share of the window at which a moment stands: 0 at its start, 1 at its end, beyond both when outside. */
export function shareOfWindow(window: TimeWindow, us: number): number {
  const length = window.toUs - window.fromUs;
  return length > 0 ? (us - window.fromUs) / length : 0;
}

/**
 * The window that a drag over the minimap selects, given two shares of the whole in any order. Never narrower than a
 * thousandth of the whole or a microsecond, so that a click does not zoom into nothing.
 */
export function windowFromDrag(whole: TimeWindow, shareA: number, shareB: number): TimeWindow {
  const length = whole.toUs - whole.fromUs;
  const low = clampShare(Math.min(shareA, shareB));
  const high = clampShare(Math.max(shareA, shareB));
  const least = Math.max(length / 1000, 1);
  if ((high - low) * length < least) return whole;
  return { fromUs: whole.fromUs + low * length, toUs: whole.fromUs + high * length };
}

function clampShare(share: number): number {
  return Math.min(1, Math.max(0, share));
}
