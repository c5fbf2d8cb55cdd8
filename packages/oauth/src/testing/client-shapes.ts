/** What real clients register and ask for; sources beside each. */
export interface ClientShape {
  name: string;
  registration: Record<string, unknown>;
  /** Where the client wants its person sent; not always a registered URI to the letter. */
  redirectUri: string;
  /** Parameters of the authorization request that differ from the usual ones; null leaves one out. */
  authorize: Record<string, string | null>;
  auth: "none" | "basic" | "post";
  applicationType: "web" | "native";
}

export const CLIENT_SHAPES: readonly ClientShape[] = [
  {
    // 2.1.330, recorded: all scopes of the metadata, prompt=consent, random loopback port.
    name: "Claude Code",
    registration: {
      client_name: "Claude Code (heliometer)",
      redirect_uris: ["http://localhost:51234/callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      application_type: "native",
      scope: "analytics:read revenue:read customers:read offline_access",
    },
    redirectUri: "http://localhost:51999/callback",
    authorize: { prompt: "consent", scope: "analytics:read revenue:read customers:read offline_access" },
    auth: "none",
    applicationType: "native",
  },
  {
    // anthropics/claude-ai-mcp#667, #1043: python-httpx, client_secret_post.
    name: "Claude.ai",
    registration: {
      client_name: "Claude",
      redirect_uris: ["https://claude.ai/api/mcp/auth_callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
      scope: "claudeai",
    },
    redirectUri: "https://claude.ai/api/mcp/auth_callback",
    authorize: { scope: "analytics:read revenue:read customers:read offline_access" },
    auth: "post",
    applicationType: "web",
  },
  {
    // pantalytics/odoo-mcp-pro#22: confidential, and the resource with a trailing slash.
    name: "Mistral",
    registration: {
      client_name: "Mistral",
      redirect_uris: ["https://callback.mistral.ai/v1/integrations_auth/oauth2_callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
    },
    redirectUri: "https://callback.mistral.ai/v1/integrations_auth/oauth2_callback",
    authorize: { resource: "RESOURCE/" },
    auth: "basic",
    applicationType: "web",
  },
  {
    // koala73/worldmonitor#8305: no scope at registration, scopes later, no prompt.
    name: "ChatGPT",
    registration: {
      client_name: "ChatGPT",
      redirect_uris: ["https://chatgpt.com/connector_platform_oauth_redirect"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      contacts: null,
      logo_uri: "",
    },
    redirectUri: "https://chatgpt.com/connector_platform_oauth_redirect",
    authorize: { scope: "analytics:read revenue:read offline_access" },
    auth: "none",
    applicationType: "web",
  },
  {
    // soflyy#111, bytebase#20510: three kinds of URI and no application_type.
    name: "Cursor",
    registration: {
      client_name: "Cursor",
      redirect_uris: [
        "cursor://anysphere.cursor-mcp/oauth/callback",
        "https://www.cursor.com/agents/mcp/oauth/callback",
        "http://localhost:8787/callback",
      ],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    },
    redirectUri: "cursor://anysphere.cursor-mcp/oauth/callback",
    authorize: {},
    auth: "none",
    applicationType: "native",
  },
  {
    // microsoft/vscode#278512: device code listed, another loopback port when 33418 is busy.
    name: "VS Code",
    registration: {
      client_name: "Visual Studio Code",
      client_uri: "https://code.visualstudio.com",
      redirect_uris: [
        "https://insiders.vscode.dev/redirect",
        "https://vscode.dev/redirect",
        "http://127.0.0.1/",
        "http://127.0.0.1:33418/",
      ],
      grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      application_type: "native",
    },
    redirectUri: "http://127.0.0.1:59656/",
    authorize: { scope: "analytics:read revenue:read customers:read" },
    auth: "none",
    applicationType: "native",
  },
  {
    // 0.15.1, recorded: OpenID scopes at registration when no scopes are published.
    name: "mcp-remote",
    registration: {
      client_name: "MCP CLI Client",
      client_uri: "https://github.com/modelcontextprotocol/mcp-cli",
      redirect_uris: ["http://localhost:9488/oauth/callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      scope: "openid email profile",
      software_id: "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d",
      software_version: "0.15.1",
      application_type: "native",
    },
    redirectUri: "http://localhost:9488/oauth/callback",
    authorize: { scope: "openid email profile", prompt: "consent" },
    auth: "none",
    applicationType: "native",
  },
  {
    // google-gemini/gemini-cli packages/core/src/mcp/oauth-provider.ts: empty scope.
    name: "Gemini CLI",
    registration: {
      client_name: "Gemini CLI MCP Client",
      redirect_uris: ["http://localhost:7777/oauth/callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      scope: "",
    },
    redirectUri: "http://localhost:7777/oauth/callback",
    authorize: { scope: null },
    auth: "none",
    applicationType: "native",
  },
  {
    // 0.169.0, recorded; openai/codex#17265: the first login lacks the resource's scope.
    name: "Codex",
    registration: {
      client_name: "Codex",
      redirect_uris: ["http://127.0.0.1:45454/callback"],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      application_type: "native",
    },
    redirectUri: "http://127.0.0.1:45999/callback",
    authorize: { scope: "openid profile email offline_access" },
    auth: "none",
    applicationType: "native",
  },
];
