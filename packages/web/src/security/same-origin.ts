import type { IncomingHttpHeaders } from "node:http";

/**
 * The second line behind the form token: whether the browser says that a post comes from our own page. Browsers state
 * it in Sec-Fetch-Site on https and localhost. `Origin: null` says nothing: our own Referrer-Policy causes it. A client
 * that sends neither header is no browser that could be tricked.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, origin: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  return headers.origin === undefined || headers.origin === "null" || headers.origin === origin;
}
