"use client";

import { useEffect } from "react";
import { earlyInputMs, nextFrame, takeEarlyClicks, takeEarlyKeys } from "./early-input";

/** Does the clicks that came before the page ran, in order, each as soon as React has taken its element over. */
export function EarlyClicks() {
  useEffect(() => {
    void repeat(takeEarlyClicks());
    // A page without shortcuts takes no keys: what was pressed there must not wait for the next page.
    setTimeout(takeEarlyKeys, earlyInputMs);
  }, []);
  return null;
}

async function repeat(clicks: readonly MouseEvent[]): Promise<void> {
  const endMs = performance.now() + earlyInputMs;
  for (const click of clicks) {
    const { target } = click;
    if (!(target instanceof Element)) continue;
    while (!isTakenOver(target) && performance.now() < endMs) await nextFrame();
    if (!isTakenOver(target)) continue;
    target.dispatchEvent(new MouseEvent("click", click));
    await nextFrame();
  }
}

/** React has no public sign for it: it keeps the props of an element that it has hydrated on the element itself. */
function isTakenOver(element: Element): boolean {
  return Object.keys(element).some((key) => key.startsWith("__reactProps$"));
}
