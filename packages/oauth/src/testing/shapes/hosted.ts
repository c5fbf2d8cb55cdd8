import { CLIENT_DOCUMENTS } from "./documents.ts";
import { handshakeSession } from "./sessions.ts";
import { ALL_SCOPES, CHATGPT_DISCOVERY, type ClientShape, registrationOf, USUAL_DISCOVERY } from "./shape.ts";

// Follow-ups without mcp-protocol-version: anthropics/claude-ai-mcp#70.
const CLAUDE = handshakeSession({
  revision: "2025-11-25",
  clientInfo: { name: "claude-ai", version: "0.1.0" },
  headers: { "user-agent": "python-httpx/0.28.1" },
  sendsRevision: false,
});

// A session id of its own although none was issued: openai-apps-sdk-examples#165.
const CHATGPT = handshakeSession({
  revision: "2025-06-18",
  clientInfo: { name: "openai-mcp", version: "1.0.0" },
  headers: {
    "user-agent": "openai-mcp/1.0.0",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "mcp-session-id": "chatgpt-made-this-up",
  },
});

const PLAIN = handshakeSession({ revision: "2025-06-18", clientInfo: { name: "assistant", version: "1.0.0" } });

/** Assistants that call from their makers' clouds. */
export const HOSTED_SHAPES: readonly ClientShape[] = [
  {
    // anthropics/claude-ai-mcp#667, #1043: python-httpx, client_secret_post; the metadata is read twice.
    name: "Claude.ai by registration",
    discovery: [...USUAL_DISCOVERY, ["/.well-known/oauth-authorization-server", 200]],
    identity: {
      registration: registrationOf({
        client_name: "Claude",
        redirect_uris: ["https://claude.ai/api/mcp/auth_callback"],
        token_endpoint_auth_method: "client_secret_post",
        scope: "claudeai",
      }),
    },
    redirectUri: "https://claude.ai/api/mcp/auth_callback",
    authorize: { scope: ALL_SCOPES },
    auth: "post",
    applicationType: "web",
    session: CLAUDE,
  },
  {
    // claude.com/docs/connectors/building/authentication: a public client; scopes of the 401.
    name: "Claude as a public client on claude.com",
    discovery: USUAL_DISCOVERY,
    identity: {
      registration: registrationOf({
        client_name: "Claude",
        redirect_uris: ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"],
      }),
    },
    redirectUri: "https://claude.com/api/mcp/auth_callback",
    authorize: { scope: "analytics:read revenue:read" },
    auth: "none",
    applicationType: "web",
    session: CLAUDE,
  },
  {
    name: "Claude.ai by its document",
    discovery: USUAL_DISCOVERY,
    identity: { document: CLIENT_DOCUMENTS.claude },
    redirectUri: "https://claude.ai/api/mcp/auth_callback",
    authorize: { scope: ALL_SCOPES },
    auth: "none",
    applicationType: "web",
    session: CLAUDE,
  },
  {
    // koala73/worldmonitor#8305: no scope at registration, scopes later, no prompt.
    name: "ChatGPT by registration",
    discovery: CHATGPT_DISCOVERY,
    identity: {
      registration: registrationOf({
        client_name: "ChatGPT",
        redirect_uris: ["https://chatgpt.com/connector_platform_oauth_redirect"],
        contacts: null,
        logo_uri: "",
      }),
    },
    redirectUri: "https://chatgpt.com/connector_platform_oauth_redirect",
    authorize: { scope: "analytics:read revenue:read offline_access" },
    auth: "none",
    applicationType: "web",
    session: CHATGPT,
  },
  {
    // The callback of each connector, where the issuer does not come back with the code.
    name: "ChatGPT with a callback of the connector",
    discovery: CHATGPT_DISCOVERY,
    identity: {
      registration: registrationOf({
        client_name: "ChatGPT",
        redirect_uris: ["https://chatgpt.com/connector/oauth/Ab3dEf"],
      }),
    },
    redirectUri: "https://chatgpt.com/connector/oauth/Ab3dEf",
    authorize: { scope: ALL_SCOPES },
    auth: "none",
    applicationType: "web",
    session: CHATGPT,
  },
  {
    name: "ChatGPT by its document",
    discovery: CHATGPT_DISCOVERY,
    identity: { document: CLIENT_DOCUMENTS.chatgpt },
    redirectUri: "https://chatgpt.com/connector_platform_oauth_redirect",
    authorize: { scope: ALL_SCOPES },
    auth: "none",
    applicationType: "web",
    session: CHATGPT,
  },
  {
    // pantalytics/odoo-mcp-pro#22: confidential, HTTP Basic with PKCE, and the resource with a trailing slash.
    name: "Mistral",
    discovery: [
      ["/.well-known/oauth-authorization-server", 200],
      ["/.well-known/openid-configuration", 200],
    ],
    identity: {
      registration: registrationOf({
        client_name: "Mistral",
        redirect_uris: ["https://callback.mistral.ai/v1/integrations_auth/oauth2_callback"],
        token_endpoint_auth_method: "client_secret_basic",
      }),
    },
    redirectUri: "https://callback.mistral.ai/v1/integrations_auth/oauth2_callback",
    authorize: { resource: "RESOURCE/" },
    token: { resource: "RESOURCE/" },
    auth: "basic",
    applicationType: "web",
    session: PLAIN,
  },
  {
    // koala73/worldmonitor#8307.
    name: "Grok by its document",
    discovery: USUAL_DISCOVERY,
    identity: { document: CLIENT_DOCUMENTS.grok },
    redirectUri: "https://grok.com/connectors-oauth-exchange-code/",
    authorize: {},
    auth: "none",
    applicationType: "web",
    session: PLAIN,
  },
  ...[
    ["Perplexity", "https://www.perplexity.ai/rest/connections/oauth_callback"],
    ["Devin", "https://api.devin.ai/mcp/oauth/callback"],
    ["Antigravity", "https://antigravity.google/oauth-callback"],
  ].map(([name = "", redirectUri = ""]): ClientShape => {
    // erp-mafia/accounted#2158: the callbacks; the rest is what the MCP SDK does. A 2025-03-26 client sends no resource.
    return {
      name,
      discovery: USUAL_DISCOVERY,
      identity: { registration: registrationOf({ client_name: name, redirect_uris: [redirectUri] }) },
      redirectUri,
      authorize: { resource: null },
      token: { resource: null },
      auth: "none",
      applicationType: "web",
      session: PLAIN,
    };
  }),
];
