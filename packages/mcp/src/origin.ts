import type { FastifyReply } from "fastify";

/** Headers that browser clients send, in preflight order. */
const REQUEST_HEADERS = [
  "authorization",
  "content-type",
  "x-api-key",
  "mcp-protocol-version",
  "mcp-method",
  "mcp-name",
  "mcp-session-id",
  "last-event-id",
];
const EXPOSED_HEADERS = [
  "www-authenticate",
  "mcp-session-id",
  "retry-after",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
];
const PREFLIGHT_SECONDS = 600;
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** Which web origins may call: the own one, any on this machine, and those that the instance lists. */
export interface OriginPolicy {
  own: string;
  listed: readonly string[];
}

/**
 * Whether a request with this Origin header is served (MCP 2026-07-28, basic/transports/streamable-http).
 * No header means no browser: such a request passes.
 */
export function isOriginAllowed(origin: string | undefined, policy: OriginPolicy): boolean {
  if (origin === undefined || origin === policy.own || policy.listed.includes(origin)) return true;
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && LOOPBACK_HOSTS.includes(url.hostname);
}

/** Lets an allowed browser origin read the answer; credentials are never cookies here. */
export function writeCorsHeaders(reply: FastifyReply, origin: string | undefined, policy: OriginPolicy): void {
  reply.header("vary", "Origin");
  if (origin === undefined || !isOriginAllowed(origin, policy)) return;
  reply.header("access-control-allow-origin", origin);
  reply.header("access-control-expose-headers", EXPOSED_HEADERS.join(", "));
}

/** Adds what a preflight request asks for. */
export function writePreflightHeaders(reply: FastifyReply): void {
  reply.header("access-control-allow-methods", "POST");
  reply.header("access-control-allow-headers", REQUEST_HEADERS.join(", "));
  reply.header("access-control-max-age", String(PREFLIGHT_SECONDS));
}
