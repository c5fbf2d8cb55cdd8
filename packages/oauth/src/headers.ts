import type { FastifyReply } from "fastify";

// No form-action: Chrome applies it to the redirect that follows a form post, and that redirect goes to the client.
const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
} as const;

/** Set on the raw response, so that they also stand on answers that the library writes. */
export function setSecurityHeaders(reply: FastifyReply): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) reply.raw.setHeader(name, value);
}

/** Lets pages of any origin read the answer; without credentials, which `*` rules out. */
export function allowAnyOrigin(reply: FastifyReply): void {
  reply.raw.setHeader("access-control-allow-origin", "*");
}

/** Answers a CORS preflight for one method. */
export function answerPreflight(reply: FastifyReply, method: "GET" | "POST"): FastifyReply {
  allowAnyOrigin(reply);
  return reply
    .header("access-control-allow-methods", method)
    .header("access-control-allow-headers", "content-type, authorization, mcp-protocol-version")
    .header("access-control-max-age", "3600")
    .code(204)
    .send();
}
