import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { FastifyRequest } from "fastify";
import type { Addresses } from "./addresses.ts";
import { REQUEST_ID_HEADER } from "./error-page.ts";

/** The header that carries the address of the requester to our own stores. */
export const ADDRESS_HEADER = "x-client-address";

// The library reads no other header with the features that are on.
const PASSED_HEADERS = [
  "authorization",
  "cookie",
  "origin",
  "access-control-request-method",
  "access-control-request-headers",
] as const;

/** What the front layer changed. */
export interface Rewritten {
  /** Path and query; a client may write an absolute URL in its request line, so the path comes from the route. */
  url: string;
  body?: string;
  /** What the answer should be: the library words errors as HTML for clients that accept everything. */
  accept: "application/json" | "text/html";
}

/**
 * The request as the library gets to see it: made anew, with host and scheme of the public URL. The library derives
 * endpoint addresses, redirects and the `Secure` flag of cookies from the request, so nothing a client or a proxy says
 * about host and scheme may reach it.
 */
export function libraryRequest(request: FastifyRequest, addresses: Addresses, rewritten: Rewritten): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.method = request.method;
  message.url = rewritten.url;
  message.httpVersion = request.raw.httpVersion;
  message.headers = {
    host: addresses.host,
    "x-forwarded-proto": addresses.scheme,
    accept: rewritten.accept,
    [REQUEST_ID_HEADER]: request.id,
    [ADDRESS_HEADER]: request.ip,
  };
  for (const name of PASSED_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) message.headers[name] = value;
  }
  // Without parameters: a body that was rewritten as UTF-8 but is read in the charset that a client names (Shift_JIS
  // swallows a backslash, and with it the end of a string) says something else than what was checked.
  const type = mediaTypeOf(request);
  if (type !== "") message.headers["content-type"] = type;
  if (rewritten.body !== undefined) {
    message.headers["content-length"] = String(Buffer.byteLength(rewritten.body));
    message.push(rewritten.body);
  }
  message.push(null);
  message.complete = true;
  return message;
}

/** The media type of a request in lower case, without parameters; empty when there is none. */
export function mediaTypeOf(request: FastifyRequest): string {
  return request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** The query of a request as it came, without `?`. */
export function queryOf(request: FastifyRequest): string {
  const url = request.raw.url ?? "";
  const start = url.indexOf("?");
  return start === -1 ? "" : url.slice(start + 1);
}
