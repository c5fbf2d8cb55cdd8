import { CLIENT_DOCUMENTS } from "./documents.ts";
import { CLAUDE_CODE_LEGACY_SESSION, CLAUDE_CODE_SESSION, handshakeSession } from "./sessions.ts";
import { ALL_SCOPES, type ClientShape, CODEX_DISCOVERY, registrationOf, USUAL_DISCOVERY } from "./shape.ts";

const CODEX = handshakeSession({
  revision: "2025-06-18",
  clientInfo: { name: "codex-mcp-client", version: "0.169.0" },
  capabilities: { elicitation: { form: {}, url: {} } },
  meta: {
    callId: "call_1",
    threadId: "thread_1",
    progressToken: 1,
    "x-codex-turn-metadata": { session_id: "s", model: "m", sandbox: "read-only" },
  },
});

const CODEX_REGISTRATION = registrationOf({
  client_name: "Codex",
  redirect_uris: ["http://127.0.0.1:45454/callback"],
  application_type: "native",
});

const CODEX_SHAPE = {
  discovery: CODEX_DISCOVERY,
  auth: "none",
  applicationType: "native",
  session: CODEX,
} as const;

/** Programs in a terminal, recorded with the versions that are named, unless a source is given. */
export const COMMAND_LINE_SHAPES: readonly ClientShape[] = [
  {
    // 2.1.330: the metadata twice more at login, all scopes, prompt=consent, a random loopback port.
    name: "Claude Code by registration",
    discovery: [...USUAL_DISCOVERY, ...USUAL_DISCOVERY.slice(1), ...USUAL_DISCOVERY.slice(1)],
    identity: {
      registration: registrationOf({
        client_name: "Claude Code (heliometer)",
        redirect_uris: ["http://localhost:51234/callback"],
        application_type: "native",
        scope: ALL_SCOPES,
      }),
    },
    redirectUri: "http://localhost:51999/callback",
    authorize: { prompt: "consent", scope: ALL_SCOPES },
    auth: "none",
    applicationType: "native",
    session: CLAUDE_CODE_SESSION,
  },
  {
    // 2.1.330: the document lists its loopback address without a port.
    name: "Claude Code by its document",
    discovery: USUAL_DISCOVERY,
    identity: { document: CLIENT_DOCUMENTS.claudeCode },
    redirectUri: "http://localhost:53682/callback",
    authorize: { prompt: "consent", scope: ALL_SCOPES },
    auth: "none",
    applicationType: "native",
    session: CLAUDE_CODE_LEGACY_SESSION,
  },
  {
    // 0.169.0; openai/codex#17265: the first login lacks the resource's scope.
    name: "Codex by registration",
    ...CODEX_SHAPE,
    identity: { registration: CODEX_REGISTRATION },
    redirectUri: "http://127.0.0.1:45999/callback",
    authorize: { scope: "openid profile email offline_access" },
  },
  {
    // openai/codex#30460: newer versions add a path of the server's.
    name: "Codex with a path of its own",
    ...CODEX_SHAPE,
    identity: {
      registration: { ...CODEX_REGISTRATION, redirect_uris: ["http://127.0.0.1:45454/callback/5f4dcc3b5aa765d6"] },
    },
    redirectUri: "http://127.0.0.1:45454/callback/5f4dcc3b5aa765d6",
    authorize: { scope: "analytics:read revenue:read" },
  },
  {
    name: "Codex by its document",
    ...CODEX_SHAPE,
    identity: { document: CLIENT_DOCUMENTS.codex },
    redirectUri: "http://127.0.0.1:40123/callback",
    authorize: { scope: "analytics:read revenue:read customers:read" },
  },
  {
    // 0.15.1: OpenID scopes at registration when none are published; the challenge's scopes when they are.
    name: "mcp-remote",
    discovery: [...USUAL_DISCOVERY, ["MCP", 401], ...USUAL_DISCOVERY.slice(1)],
    identity: {
      registration: registrationOf({
        client_name: "MCP CLI Client",
        client_uri: "https://github.com/modelcontextprotocol/mcp-cli",
        redirect_uris: ["http://localhost:9488/oauth/callback"],
        scope: "openid email profile",
        software_id: "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d",
        software_version: "0.15.1",
        application_type: "native",
      }),
    },
    redirectUri: "http://localhost:9488/oauth/callback",
    authorize: { scope: "openid email profile", prompt: "consent" },
    auth: "none",
    applicationType: "native",
    // The method's header says nothing about the era.
    session: handshakeSession({
      revision: "2025-11-25",
      clientInfo: { name: "claude-ai (via mcp-remote 0.15.1)", version: "0.1.0" },
      headers: { "sec-fetch-mode": "cors", "accept-language": "*" },
      opensStream: true,
    }).map((request) => ({ ...request, headers: { ...request.headers, ...methodHeader(request.body) } })),
  },
  {
    // 2.12.0.
    name: "MCP Inspector on the command line",
    discovery: USUAL_DISCOVERY,
    identity: {
      registration: registrationOf({
        client_name: "MCP Inspector",
        redirect_uris: ["http://127.0.0.1:6276/oauth/callback"],
      }),
    },
    redirectUri: "http://127.0.0.1:6276/oauth/callback",
    authorize: { scope: "analytics:read revenue:read customers:read" },
    auth: "none",
    applicationType: "native",
    session: handshakeSession({
      revision: "2025-11-25",
      clientInfo: { name: "inspector-cli", version: "2.12.0" },
      capabilities: { extensions: { tasks: {}, skills: {} } },
      opensStream: true,
    }),
  },
  {
    // opencode#47737: a loopback address with its own port.
    name: "opencode",
    discovery: USUAL_DISCOVERY,
    identity: {
      registration: registrationOf({
        client_name: "OpenCode",
        redirect_uris: ["http://127.0.0.1:19876/mcp/oauth/callback"],
      }),
    },
    redirectUri: "http://127.0.0.1:19876/mcp/oauth/callback",
    authorize: {},
    auth: "none",
    applicationType: "native",
    session: handshakeSession({ revision: "2025-11-25", clientInfo: { name: "opencode", version: "1.0.0" } }),
  },
];

function methodHeader(body: object | undefined): Record<string, string> {
  return body !== undefined && "method" in body ? { "mcp-method": String(body.method) } : {};
}
