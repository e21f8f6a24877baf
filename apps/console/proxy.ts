import { type NextRequest, NextResponse } from "next/server";
import { readConsoleUrl } from "~/lib/config";
import { apiPolicy, commonHeaders, isInternalHeader, isKnownHost, pagePolicy } from "~/lib/security-headers";

let consoleUrl: URL | undefined;

/**
 * Sets the security headers of every answer and refuses foreign Host names. It decides nothing about who may see what:
 * that is authorize() in the data layer, which every route and loader passes.
 */
export function proxy(request: NextRequest): NextResponse {
  consoleUrl ??= readConsoleUrl();
  const { pathname } = request.nextUrl;
  // A health probe inside a cluster calls by address; its answer says nothing worth stealing.
  if (pathname !== "/api/health" && !isKnownHost(request.headers.get("host"), consoleUrl))
    return withHeaders(
      new NextResponse(
        `This console answers under ${consoleUrl.host} and loopback names only. Set PLUMBLINE_CONSOLE_URL to the address in use.\n`,
        { status: 421, headers: { "content-type": "text/plain; charset=utf-8" } },
      ),
      apiPolicy,
    );

  const headers = new Headers(request.headers);
  for (const name of request.headers.keys()) if (isInternalHeader(name)) headers.delete(name);
  if (pathname.startsWith("/api/")) return withHeaders(NextResponse.next({ request: { headers } }), apiPolicy);

  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = pagePolicy(nonce, process.env.NODE_ENV === "development");
  // Next reads the nonce for its own scripts out of this request header.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  // Where to come back to after signing in; a layout does not know its own path otherwise.
  headers.set("x-plumbline-path", pathname + request.nextUrl.search);
  const response = withHeaders(NextResponse.next({ request: { headers } }), policy);
  response.headers.set("cache-control", "no-store");
  return response;
}

function withHeaders(response: NextResponse, policy: string): NextResponse {
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(commonHeaders)) response.headers.set(name, value);
  return response;
}

/** Everything except the content-addressed build output. */
export const config = { matcher: ["/((?!_next/static/).*)"] };
