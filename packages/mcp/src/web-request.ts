import type { FastifyReply, FastifyRequest } from "fastify";

/** The headers that the protocol reads. Credentials and cookies stay behind. */
const PROTOCOL_HEADERS = ["accept", "mcp-protocol-version", "mcp-method", "mcp-name", "user-agent"];

/** The headers of a request as the protocol library wants them; the content type has been checked before. */
export function protocolHeaders(request: FastifyRequest): Headers {
  const headers = new Headers({ "content-type": "application/json" });
  for (const name of PROTOCOL_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

/** A web request for the protocol library. Its signal fires when the client goes away before it is answered. */
export function toWebRequest(url: string, headers: Headers, reply: FastifyReply): Request {
  const gone = new AbortController();
  whenGone(reply, () => gone.abort());
  return new Request(url, { method: "POST", headers, signal: gone.signal });
}

/** Runs `leave` when the client goes away before it is answered. */
export function whenGone({ raw }: FastifyReply, leave: () => void): void {
  raw.once("close", () => {
    if (!raw.writableFinished) leave();
  });
}
