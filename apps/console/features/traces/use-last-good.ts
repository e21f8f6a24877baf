"use client";

import { useState } from "react";

/** The answer before, while asking the same again fails. Another query's answer is never shown for this one. */
export function useLastGood<T>(
  key: string,
  value: T | undefined,
  { isError, isPlaceholderData }: { readonly isError: boolean; readonly isPlaceholderData: boolean },
): T | undefined {
  const [good, setGood] = useState<{ readonly key: string; readonly value: T }>();
  const isOwn = value !== undefined && !isError && !isPlaceholderData;
  if (isOwn && (good?.value !== value || good.key !== key)) setGood({ key, value });
  return value ?? (isError && good?.key === key ? good.value : undefined);
}
