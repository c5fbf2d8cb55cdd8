/** An answer of the endpoint, read whole. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The JSON of the body; an empty object where there is none. */
  json: { id?: unknown; result?: Record<string, unknown>; error?: { code: number; message: string; data?: unknown } };
}

export const MODERN_VERSION = "2026-07-28";

const ACCEPT = "application/json, text/event-stream";

/** Sends one request; `body` is sent as it is when it is a text. */
export async function send(
  url: string,
  { method = "POST", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<HttpAnswer> {
  const hasBody = body !== undefined;
  const response = await fetch(url, {
    method,
    headers: { accept: ACCEPT, ...(hasBody && { "content-type": "application/json" }), ...headers },
    ...(hasBody && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("application/json");
  return { status: response.status, headers: response.headers, text, json: isJson && text ? JSON.parse(text) : {} };
}

/** A request of the revisions with a handshake. */
export function classicRequest(method: string, params: object = {}, id: string | number = 1) {
  return { jsonrpc: "2.0", id, method, params };
}

/** The opening request of the revisions with a handshake. */
export function initializeRequest(protocolVersion: string) {
  return classicRequest("initialize", {
    protocolVersion,
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  });
}

/** The envelope that every request of 2026-07-28 carries. */
export function envelope(version = MODERN_VERSION, clientName = "test") {
  return {
    "io.modelcontextprotocol/protocolVersion": version,
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": { name: clientName, version: "1" },
  };
}

/** A request of 2026-07-28 with the headers that go with it. */
export function modernRequest(method: string, params: Record<string, unknown> = {}, id: string | number = 1) {
  const headers: Record<string, string> = { "mcp-protocol-version": MODERN_VERSION, "mcp-method": method };
  if (typeof params.name === "string") headers["mcp-name"] = params.name;
  return { headers, body: { jsonrpc: "2.0", id, method, params: { ...params, _meta: envelope() } } };
}
