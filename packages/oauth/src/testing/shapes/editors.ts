import { handshakeSession, ping } from "./sessions.ts";
import { type ClientShape, registrationOf, USUAL_DISCOVERY } from "./shape.ts";

function sessionOf(name: string, revision = "2025-11-25") {
  return handshakeSession({ revision, clientInfo: { name, version: "1.0.0" }, opensStream: true });
}

// soflyy#111, bytebase#20510: three kinds of URI and no application_type; scopes from the resource's metadata.
const CURSOR = registrationOf({
  client_name: "Cursor",
  redirect_uris: [
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "https://www.cursor.com/agents/mcp/oauth/callback",
    "http://localhost:8787/callback",
  ],
});

// microsoft/vscode#278512: the device code's grant listed, four URIs, another loopback port when 33418 is busy.
const VS_CODE = registrationOf({
  client_name: "Visual Studio Code",
  client_uri: "https://code.visualstudio.com",
  redirect_uris: [
    "https://insiders.vscode.dev/redirect",
    "https://vscode.dev/redirect",
    "http://127.0.0.1/",
    "http://127.0.0.1:33418/",
  ],
  grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
  application_type: "native",
  scope: "analytics:read revenue:read customers:read",
});

/** Editors, and what runs in a browser or beside one. */
export const EDITOR_SHAPES: readonly ClientShape[] = [
  ...[
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "https://www.cursor.com/agents/mcp/oauth/callback",
    "http://localhost:8787/callback",
  ].map((redirectUri): ClientShape => {
    return {
      name: `Cursor returning to ${redirectUri.split("/", 3).join("/")}`,
      discovery: USUAL_DISCOVERY,
      identity: { registration: CURSOR },
      redirectUri,
      authorize: { scope: "analytics:read revenue:read customers:read" },
      auth: "none",
      applicationType: "native",
      session: sessionOf("cursor-vscode"),
    };
  }),
  {
    name: "VS Code on another loopback port",
    discovery: USUAL_DISCOVERY,
    identity: { registration: VS_CODE },
    redirectUri: "http://127.0.0.1:59656/",
    authorize: { scope: "analytics:read revenue:read customers:read" },
    auth: "none",
    applicationType: "native",
    session: sessionOf("Visual Studio Code"),
  },
  {
    // microsoft/vscode#252892: OpenID scopes, with what belongs to them.
    name: "VS Code in the browser with OpenID scopes",
    discovery: USUAL_DISCOVERY,
    identity: { registration: VS_CODE },
    redirectUri: "https://vscode.dev/redirect",
    authorize: { scope: "openid profile email", nonce: "a-nonce" },
    auth: "none",
    applicationType: "native",
    session: sessionOf("Visual Studio Code"),
  },
  {
    // google-gemini/gemini-cli packages/core/src/mcp/oauth-provider.ts: an empty scope; no revision after the handshake.
    name: "Gemini CLI",
    discovery: USUAL_DISCOVERY,
    identity: {
      registration: registrationOf({
        client_name: "Gemini CLI MCP Client",
        redirect_uris: ["http://localhost:7777/oauth/callback"],
        scope: "",
      }),
    },
    redirectUri: "http://localhost:7777/oauth/callback",
    authorize: { scope: null },
    auth: "none",
    applicationType: "native",
    session: handshakeSession({
      revision: "2025-06-18",
      clientInfo: { name: "mcp-test-client", version: "0.0.1" },
      sendsRevision: false,
      opensStream: true,
      more: [ping({})],
    }),
  },
  ...["http://localhost:6274/oauth/callback", "http://localhost:6274/oauth/callback/debug"].map(
    (redirectUri): ClientShape => {
      // browser-use#4098: the web page of the MCP Inspector, which registers from the browser.
      return {
        name: `MCP Inspector in the browser at ${new URL(redirectUri).pathname}`,
        discovery: USUAL_DISCOVERY,
        identity: {
          registration: registrationOf({
            client_name: "MCP Inspector",
            client_uri: "https://github.com/modelcontextprotocol/inspector",
            redirect_uris: [redirectUri],
            scope: "analytics:read revenue:read customers:read",
          }),
        },
        redirectUri,
        authorize: { scope: "analytics:read revenue:read customers:read" },
        auth: "none",
        applicationType: "native",
        session: sessionOf("inspector-client"),
      };
    },
  ),
];
