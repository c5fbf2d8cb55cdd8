import type { IncomingHttpHeaders } from "node:http";
import {
  type AuthInfo,
  createMcpHandler,
  isLegacyRequest,
  type JSONRPCMessage,
  type McpHttpHandler,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import type { FastifyBaseLogger } from "fastify";
import { CALL_LIMIT_MS } from "./call-tool.ts";
import { answerDirectly, readPlainRequest } from "./direct-answer.ts";
import { errorBody } from "./json-rpc.ts";
import { envelopeVersion, MODERN_VERSION } from "./quirks.ts";
import { UNANSWERED } from "./refusals.ts";
import type { Exchange, Revisions } from "./server.ts";

/** Makes the server of one request. */
export type OpenServer = (exchange: Exchange, revisions?: Revisions) => Server;

/** Open notification streams of newer clients. Nothing is ever announced on them, so few are plenty. */
const SUBSCRIPTIONS_MAX = 256;
/** The de-facto status of a request whose client has gone; nobody reads it but the access log. */
export const CLIENT_GONE = 499;
/** A server outside of the library's handler has to be told. */
const MODERN_ONLY: Revisions = { supportedProtocolVersions: [MODERN_VERSION] };
/** Longer than any tool call may take. */
const EXCHANGE_LIMIT_MS = CALL_LIMIT_MS + 10_000;

interface ProtocolOptions {
  log: FastifyBaseLogger;
  /**
   * How clients are answered: by one JSON object, which proxies do not buffer and which costs a third less, or by an
   * event stream where there is more to tell than the answer, which a server needs whose tools tell progress.
   */
  answers?: "json" | "stream";
}

/** Serves one checked request of either protocol era. */
export interface ProtocolService {
  /** Answers one of the requests that assistants send all day; `refused` may be any other request, which `serve` takes. */
  answerPlain: (
    request: { headers: IncomingHttpHeaders; body: unknown },
    exchange: Exchange,
    whenGone: (leave: () => void) => void,
  ) => Promise<JSONRPCMessage | "refused" | "left">;
  serve(request: Request, body: unknown, exchange: Exchange): Promise<Response>;
  /** Ends open streams, so that the HTTP server can close. */
  close(): Promise<void>;
}

/**
 * The protocol behind the endpoint: revision 2026-07-28 through the library's handler, the revisions with a handshake
 * (2024-11-05 to 2025-11-25) through its stateless transport.
 */
export function createProtocolService(
  openServer: OpenServer,
  { log, answers = "json" }: ProtocolOptions,
): ProtocolService {
  const exchanges = new WeakMap<AuthInfo, Exchange>();
  const modern: McpHttpHandler = createMcpHandler(
    ({ authInfo }) => {
      const exchange = authInfo && exchanges.get(authInfo);
      if (!exchange) throw new Error("A request reached the protocol without its caller.");
      return openServer(exchange);
    },
    {
      legacy: answers === "stream" ? "stateless" : "reject",
      maxSubscriptions: SUBSCRIPTIONS_MAX,
      onerror: (error) => log.debug({ err: error }, "The protocol refused a request"),
    },
  );
  return {
    async answerPlain({ headers, body }, exchange, whenGone) {
      const plain = answers === "json" ? readPlainRequest(headers, body) : null;
      return plain ? answerDirectly(openServer(exchange, MODERN_ONLY), plain, whenGone) : "refused";
    },
    async serve(request, body, exchange) {
      const isClassic = !isPlainlyModern(request, body) && (await isLegacyRequest(request, body));
      if (isClassic && answers === "json") {
        return serveHandshakeEra(request, body, openServer(exchange));
      }
      const authInfo: AuthInfo = { token: "", clientId: "", scopes: [...exchange.caller.access.scopes] };
      exchanges.set(authInfo, exchange);
      return modern.fetch(request, { authInfo, parsedBody: body });
    },
    close: () => modern.close(),
  };
}

/** Header and envelope agree on the newest revision: no need to look closer, which the library does once more anyway. */
function isPlainlyModern(request: Request, body: unknown): boolean {
  return request.headers.get("mcp-protocol-version") === MODERN_VERSION && envelopeVersion(body) === MODERN_VERSION;
}

async function serveHandshakeEra(request: Request, body: unknown, server: Server): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const { promise: unanswered, resolve: leave } = Promise.withResolvers<Response>();
  request.signal.addEventListener("abort", () => leave(new Response(null, { status: CLIENT_GONE })), { once: true });
  const limit = setTimeout(() => leave(withoutAnswer()), EXCHANGE_LIMIT_MS);
  try {
    await server.connect(transport);
    return await Promise.race([transport.handleRequest(request, { parsedBody: body }), unanswered]);
  } finally {
    clearTimeout(limit);
    // Closing ends whatever of this request is still running.
    await server.close();
  }
}

/** A message that is cancelled within its own batch, for example, has no answer in the protocol; HTTP needs one. */
function withoutAnswer(): Response {
  return Response.json(errorBody(null, UNANSWERED), { status: UNANSWERED.status });
}
