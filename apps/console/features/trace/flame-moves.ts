import type { FlameFrame } from "@plumbline/span/flame";

/** The frame in which a span stands; -1 for none. */
export function frameOfSpan(frames: readonly FlameFrame[], span: number): number {
  return frames.findIndex(({ spans }) => spans.includes(span));
}

/** A frame and everything above it, from itself to the top. */
export function ancestorsOf(frames: readonly FlameFrame[], place: number): readonly number[] {
  const found: number[] = [];
  for (let up = place; up !== -1; up = frames[up]?.parent ?? -1) found.push(up);
  return found;
}

/** Where a key leads: down to the widest frame below, up to the caller, left and right along the level. */
export function moveInFrames(frames: readonly FlameFrame[], place: number, key: string): number | undefined {
  const frame = frames[place];
  if (frame === undefined) return undefined;
  switch (key) {
    case "ArrowUp":
      return frame.parent === -1 ? place : frame.parent;
    case "ArrowDown": {
      let widest = -1;
      for (const [index, other] of frames.entries())
        if (other.parent === place && widthOf(other) > widthOf(frames[widest])) widest = index;
      return widest === -1 ? place : widest;
    }
    case "ArrowRight":
    case "ArrowLeft":
      return neighbour(frames, place, key === "ArrowRight" ? 1 : -1);
    case "Home":
      return ancestorsOf(frames, place).at(-1);
    default:
      return undefined;
  }
}

function widthOf(frame: FlameFrame | undefined): number {
  return frame === undefined ? -1 : frame.to - frame.from;
}

function neighbour(frames: readonly FlameFrame[], place: number, step: 1 | -1): number {
  const frame = frames[place];
  let best = place;
  for (const [index, other] of frames.entries()) {
    if (index === place || other.level !== frame?.level) continue;
    const distance = (other.from - frame.from) * step || (index - place) * step;
    if (distance <= 0) continue;
    const bestFrame = frames[best];
    const bestDistance =
      best === place ? Number.POSITIVE_INFINITY : ((bestFrame?.from ?? 0) - frame.from) * step || (best - place) * step;
    if (distance < bestDistance) best = index;
  }
  return best;
}

/** A frame as it is drawn: pixels from the left, and whether it stands for a crowd of frames too narrow to draw. */
export interface DrawnFrame {
  readonly place: number;
  readonly level: number;
  readonly leftPx: number;
  readonly widthPx: number;
  /** How many frames stand in this place; 1 for a frame of its own. */
  readonly crowd: number;
}

const leastPx = 3;

/**
 * The frames to draw below `top` (-1: everything) on a given width. Frames narrower than 3 px would be thousands that nobody
 * can hit: those beside each other become one grey strip.
 */
export function drawnFrames(
  frames: readonly FlameFrame[],
  top: number,
  widthPx: number,
  levels: { readonly from: number; readonly to: number },
): readonly DrawnFrame[] {
  const { from, to } = frames[top] ?? { from: 0, to: 1 };
  const scale = to > from ? widthPx / (to - from) : 0;
  const above = new Set(ancestorsOf(frames, top));
  const drawn: DrawnFrame[] = [];
  const crowdAt = new Map<number, number>();
  for (const [place, frame] of frames.entries()) {
    if (frame.level < levels.from || frame.level > levels.to) continue;
    if (above.has(place)) {
      drawn.push({ place, level: frame.level, leftPx: 0, widthPx, crowd: 1 });
      continue;
    }
    if (frame.to <= from || frame.from >= to || (top !== -1 && frame.level <= (frames[top]?.level ?? 0))) continue;
    const leftPx = (frame.from - from) * scale;
    const ownPx = (frame.to - frame.from) * scale;
    if (ownPx >= leastPx) {
      drawn.push({ place, level: frame.level, leftPx, widthPx: ownPx, crowd: 1 });
      continue;
    }
    // Strips lie on a grid, so that a row never has more of them than pixels allow.
    const slot = frame.level * 100_000 + Math.floor(leftPx / leastPx);
    const known = crowdAt.get(slot);
    if (known === undefined) {
      crowdAt.set(slot, drawn.length);
      drawn.push({
        place,
        level: frame.level,
        leftPx: Math.floor(leftPx / leastPx) * leastPx,
        widthPx: leastPx,
        crowd: 1,
      });
    } else {
      const strip = drawn[known];
      if (strip !== undefined) drawn[known] = { ...strip, crowd: strip.crowd + 1 };
    }
  }
  return drawn;
}
