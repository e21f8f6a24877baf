"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { Clock } from "./format";
import { timeZoneCookie } from "./preferences";

const ClockContext = createContext<Clock | undefined>(undefined);

const tickMs = 30_000;

/**
 * The viewer's time zone and the present, for everything that writes a time. The server starts with the zone of the last
 * visit (a cookie), so that its HTML is what the browser would have written; on a first visit the browser corrects it.
 */
export function ClockProvider({
  timeZone,
  nowMs,
  children,
}: {
  readonly timeZone: string;
  readonly nowMs: number;
  readonly children: ReactNode;
}) {
  const [clock, setClock] = useState<Clock>({ timeZone, nowMs });
  useEffect(() => {
    const read = () => setClock({ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, nowMs: Date.now() });
    read();
    const timer = setInterval(read, tickMs);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari below 18.4 and on http.
    document.cookie = `${timeZoneCookie}=${encodeURIComponent(clock.timeZone)}; path=/; max-age=31536000; samesite=lax`;
  }, [clock.timeZone]);
  return <ClockContext.Provider value={clock}>{children}</ClockContext.Provider>;
}

export function useClock(): Clock {
  const clock = useContext(ClockContext);
  if (clock === undefined) throw new Error("useClock needs a ClockProvider above it.");
  return clock;
}
