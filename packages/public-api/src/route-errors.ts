import type { ErrorCode } from "@plumbline/base/errors";
import type { AnyRoute } from "./define-route";

/** Every error of the catalogue that a route may answer: what its shape brings with it, and what it declares itself. */
export function errorCodesOf(route: AnyRoute): readonly ErrorCode[] {
  const isWrite = route.method !== "GET";
  const isPublic = route.permission === "public";
  const isShared = route.permission === "trace:read-shared";
  const namesSomething = isShared || Object.keys(route.params.shape).length > 0;
  const codes: readonly (ErrorCode | false)[] = [
    "request.invalid",
    isWrite && "request.undecodable",
    isWrite && "request.too_large",
    isWrite && "request.media_type",
    isWrite && "request.cross_site",
    !isPublic && "auth.missing",
    !isPublic && "auth.invalid",
    !isPublic && "auth.forbidden",
    namesSomething && "resource.not_found",
    isShared && "resource.gone",
    ...(route.failures ?? []),
    "store.unavailable",
    "query.too_slow",
    "internal.unexpected",
  ];
  return [...new Set(codes.filter((code) => code !== false))];
}
