import type { IncomingHttpHeaders } from "node:http";
import {
  classifyInboundRequest,
  type InboundModernRoute,
  type JSONRPCMessage,
  type JSONRPCRequest,
  PerRequestHTTPServerTransport,
  type Server,
} from "@modelcontextprotocol/server";
import { isRecord } from "./json-rpc.ts";
import { envelopeVersion, MODERN_VERSION } from "./quirks.ts";

/** A request of the newest revision about which nothing is open: headers, envelope and body agree. */
export interface PlainRequest {
  message: JSONRPCRequest;
  classification: InboundModernRoute["classification"];
}

/** What assistants send all day. */
const COMMON_METHODS: readonly unknown[] = ["tools/call", "tools/list"];

/**
 * A request that may be answered directly; null for everything that the library's own handler has to look at: other
 * methods, other revisions, and whatever is wrong or odd about the headers or the envelope.
 */
export function readPlainRequest(headers: IncomingHttpHeaders, body: unknown): PlainRequest | null {
  if (!isRecord(body) || !isRecord(body.params) || !COMMON_METHODS.includes(body.method)) return null;
  const { method, params } = body;
  if (headers["mcp-protocol-version"] !== MODERN_VERSION || envelopeVersion(body) !== MODERN_VERSION) return null;
  if (headers["mcp-method"] !== method || Array.isArray(params.arguments)) return null;
  if (method === "tools/call" && headers["mcp-name"] !== params.name) return null;
  const route = classifyInboundRequest({ httpMethod: "POST", protocolVersionHeader: MODERN_VERSION, body });
  if (route.kind !== "modern" || route.messageKind !== "request") return null;
  return { message: route.message as JSONRPCRequest, classification: route.classification };
}

/**
 * The answer of a server to one request, without the objects of the fetch standard around both, which cost as much as
 * the protocol itself (the library offers its parts for such use; see its `createMcpHandler`). `refused`: no handler has
 * seen the request, and the library's own way has the words and the status for that. `left`: `whenGone` said so first.
 */
export async function answerDirectly(
  server: Server,
  { message, classification }: PlainRequest,
  whenGone: (leave: () => void) => void,
): Promise<JSONRPCMessage | "refused" | "left"> {
  const transport = new OneAnswer(classification);
  await server.connect(transport);
  whenGone(() => void transport.close());
  transport.onmessage?.(message, { classification });
  // Handlers run a moment later, so what stands there already is no handler's answer.
  return transport.isAnswered ? "refused" : transport.answer;
}

/** Takes the answer to the one request. A server is made for it alone, so there is nothing to close afterwards. */
class OneAnswer extends PerRequestHTTPServerTransport {
  isAnswered = false;
  readonly #settling = Promise.withResolvers<JSONRPCMessage | "left">();

  constructor(classification: PlainRequest["classification"]) {
    super({ classification });
  }

  get answer(): Promise<JSONRPCMessage | "left"> {
    return this.#settling.promise;
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    // Whatever a tool tells before its answer has no place in one JSON object.
    if (!("result" in message || "error" in message)) return;
    this.isAnswered = true;
    this.#settling.resolve(message);
  }

  /** The client has gone: the call that is running hears of it. */
  override async close(): Promise<void> {
    this.#settling.resolve("left");
    this.onclose?.();
  }
}
