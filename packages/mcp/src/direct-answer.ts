import type { IncomingHttpHeaders } from "node:http";
import {
  type JSONRPCMessage,
  type JSONRPCRequest,
  type MessageClassification,
  PerRequestHTTPServerTransport,
  type Server,
} from "@modelcontextprotocol/server";
import { isRecord } from "./json-rpc.ts";
import { envelopeVersion, MODERN_VERSION } from "./quirks.ts";

/** What assistants send all day. */
const COMMON_METHODS: readonly unknown[] = ["tools/call", "tools/list"];
const CLASSIFICATION: MessageClassification = { era: "modern", revision: MODERN_VERSION };

/**
 * A request of the newest revision that may be answered directly: headers and envelope agree. Null for everything that
 * the library's own handler has to look at: other methods, other revisions, and whatever is odd about the headers.
 */
export function readPlainRequest(headers: IncomingHttpHeaders, body: unknown): JSONRPCRequest | null {
  if (!isRecord(body) || !isRecord(body.params) || !COMMON_METHODS.includes(body.method)) return null;
  const { id, method, params } = body;
  if (typeof id !== "string" && typeof id !== "number") return null;
  if (headers["mcp-protocol-version"] !== MODERN_VERSION || envelopeVersion(body) !== MODERN_VERSION) return null;
  if (headers["mcp-method"] !== method || Array.isArray(params.arguments)) return null;
  if (method === "tools/call" && headers["mcp-name"] !== params.name) return null;
  // The server holds it to the schema of a request before anything else.
  return body as unknown as JSONRPCRequest;
}

/** `refused`: no handler has seen the request; `left`: the client has gone. */
type Outcome = JSONRPCMessage | "refused" | "left";

/**
 * The answer of a server to one request, without the objects of the fetch standard around both, which cost as much as
 * the protocol itself (the library offers its parts for such use; see its `createMcpHandler`). What is refused goes the
 * library's own way, which has the words and the status for it.
 */
export async function answerDirectly(
  server: Server,
  message: JSONRPCRequest,
  whenGone: (leave: () => void) => void,
): Promise<Outcome> {
  const transport = new OneAnswer();
  await server.connect(transport);
  whenGone(() => void transport.close());
  let isRequest = true;
  // What is no request by its schema is reported here, and answered by nobody.
  server.onerror = () => {
    isRequest = false;
  };
  transport.onmessage?.(message, { classification: CLASSIFICATION });
  // Handlers run a moment later, so what stands there already is no handler's answer.
  return isRequest && !transport.isSettled ? transport.answer : "refused";
}

/** Takes the answer to the one request. A server is made for it alone, so there is nothing to close afterwards. */
class OneAnswer extends PerRequestHTTPServerTransport {
  isSettled = false;
  readonly #settling = Promise.withResolvers<Outcome>();

  constructor() {
    super({ classification: CLASSIFICATION });
  }

  get answer(): Promise<Outcome> {
    return this.#settling.promise;
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    // Whatever a tool tells before its answer has no place in one JSON object.
    if (!("result" in message || "error" in message)) return;
    this.#settle(message);
  }

  /** The client has gone: the call that is running hears of it. */
  override async close(): Promise<void> {
    this.#settle("left");
    this.onclose?.();
  }

  #settle(outcome: Outcome): void {
    this.isSettled = true;
    this.#settling.resolve(outcome);
  }
}
