/** One request to the MCP endpoint. */
export interface McpRequest {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: object;
  /** What the client expects. */
  status: number;
}

interface Handshake {
  /** Revision in the body of `initialize`. */
  revision: string;
  clientInfo: { name: string; version: string };
  capabilities?: object;
  /** On every request. */
  headers?: Record<string, string>;
  /** Whether later requests carry `mcp-protocol-version`. */
  sendsRevision?: boolean;
  /** Whether it opens the stream that servers may send on. */
  opensStream?: boolean;
  /** Beyond the usual: before the tools are listed. */
  more?: readonly McpRequest[];
  /** `_meta` of the calls. */
  meta?: object;
}

const MODERN = "2026-07-28";
const ACCEPT = "application/json, text/event-stream";
const JSON_TYPE = "application/json";
const CALL = { name: "get_analytics", arguments: { period: "last_7_days" } };

/** `initialize`, `notifications/initialized`, perhaps the stream, the list of tools, one call. */
export function handshakeSession(handshake: Handshake): McpRequest[] {
  const { revision, clientInfo, capabilities = {}, meta, sendsRevision = true } = handshake;
  const base = { accept: ACCEPT, "content-type": JSON_TYPE, ...handshake.headers };
  const later = sendsRevision ? { ...base, "mcp-protocol-version": revision } : base;
  const withMeta = meta === undefined ? {} : { _meta: meta };
  const stream = { method: "GET", headers: { ...later, accept: "text/event-stream" }, status: 405 } as const;
  return [
    post(base, { id: 0, method: "initialize", params: { protocolVersion: revision, capabilities, clientInfo } }),
    post(later, { method: "notifications/initialized" }, 202),
    ...(handshake.opensStream ? [stream] : []),
    ...(handshake.more ?? []),
    post(later, { id: 1, method: "tools/list", params: withMeta }),
    post(later, { id: 2, method: "tools/call", params: { ...CALL, ...withMeta } }),
  ];
}

/** Claude Code at a server of both eras, as it was recorded: no handshake, the revision in every request. */
export const CLAUDE_CODE_SESSION: readonly McpRequest[] = [
  modern("server/discover", "server-discover-probe-1", {}),
  modern("prompts/list", 0, {}),
  modern("resources/list", 1, {}),
  modern("tools/list", 2, {}),
  modern("tools/call", 3, { ...CALL, _meta: { "claudecode/toolUseId": "toolu_01", progressToken: 3 } }),
];

/** Claude Code when a server knows the handshake alone; ours answers it all the same. */
export const CLAUDE_CODE_LEGACY_SESSION = handshakeSession({
  revision: "2025-11-25",
  clientInfo: { name: "claude-code", version: "2.1.330" },
  capabilities: { roots: { listChanged: true }, elicitation: { form: {}, url: {} } },
  headers: { "user-agent": "claude-code/2.1.330 (cli)" },
  opensStream: true,
});

/** The body of a ping; Gemini CLI wants an answer to it. */
export function ping(headers: Record<string, string>): McpRequest {
  return post({ accept: ACCEPT, "content-type": JSON_TYPE, ...headers }, { id: 9, method: "ping" });
}

function post(headers: Record<string, string>, message: object, status = 200): McpRequest {
  return { method: "POST", headers, body: { jsonrpc: "2.0", ...message }, status };
}

function modern(method: string, id: number | string, params: { name?: string; _meta?: object }): McpRequest {
  const headers = {
    accept: ACCEPT,
    "content-type": JSON_TYPE,
    "user-agent": "claude-code/2.1.330 (cli)",
    "mcp-protocol-version": MODERN,
    "mcp-method": method,
    ...(params.name === undefined ? {} : { "mcp-name": params.name }),
  };
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": {
      name: "claude-code",
      title: "Claude Code",
      version: "2.1.330",
      description: "An agentic coding tool",
      websiteUrl: "https://claude.com/claude-code",
    },
    "io.modelcontextprotocol/clientCapabilities": { roots: { listChanged: true }, elicitation: { form: {}, url: {} } },
    ...params._meta,
  };
  return post(headers, { id, method, params: { ...params, _meta } });
}
