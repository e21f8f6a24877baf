import type { IncomingHttpHeaders } from "node:http";
import { type Fault, noFault, parseFault } from "./fault";

/** Which fault the next request meets. Asked once per request. */
export interface FaultScript {
  /** The next requests meet these in turn, whatever they ask; after the last one all is well again. */
  set(steps: readonly string[]): void;
  reset(): void;
  next(request: { readonly headers: IncomingHttpHeaders; readonly model: string; readonly text: string }): Fault;
}

export interface FaultScriptOptions {
  /** Held for every request that nothing else decides. */
  readonly standing: readonly string[];
  /** Whether a text may carry `[[stand-in: fault]]`. Off in the product: there a text is somebody's trace. */
  readonly markers: boolean;
}

const marker = /\[\[stand-in:([^\]]{1,200})\]\]/;
export const faultHeader = "x-plumbline-standin";

/**
 * In this order: the header `x-plumbline-standin`, the script, the model's name after a colon
 * (`plumbline-stand-in:429;retry-after=2`), a marker in the text, the standing faults.
 */
export function createFaultScript({ standing, markers }: FaultScriptOptions): FaultScript {
  let steps: Fault[] = [];
  const always = standing.map(parseFault);
  const usedMarkers = new Map<string, number>();

  /** A fault with `times` holds for so many requests that name it in the same words. */
  function limited(text: string): Fault | undefined {
    const fault = parseFault(text);
    if (!/;\s*times=/.test(text)) return fault;
    const used = usedMarkers.get(text) ?? 0;
    usedMarkers.set(text, used + 1);
    return used < fault.times ? fault : undefined;
  }

  return {
    set(texts) {
      steps = texts.map(parseFault).flatMap((fault) => Array<Fault>(fault.times).fill(fault));
    },
    reset() {
      steps = [];
      usedMarkers.clear();
    },
    next({ headers, model, text }) {
      const header = headers[faultHeader];
      if (typeof header === "string") return limited(header) ?? noFault;
      const step = steps.shift();
      if (step !== undefined) return step;
      const named = model.indexOf(":");
      if (named >= 0) return limited(model.slice(named + 1)) ?? noFault;
      const marked = markers ? marker.exec(text)?.[1] : undefined;
      if (marked !== undefined) return limited(marked.trim()) ?? noFault;
      return always[0] ?? noFault;
    },
  };
}
