import type { SetupLink } from "@heliometer/accounts";
import type { Demo } from "./demo.ts";

/** What `npm start` prints after it has made the demo: the one time that password and key are shown. */
export function describeDemo(origin: string, demo: Demo): string {
  const mcp = `${origin}/api/v1/mcp`;
  return `
A demo project with ${demo.events.toLocaleString("en")} events of the last 90 days is ready.

  Sign in     ${origin}
  E-mail      ${demo.email}
  Password    ${demo.password}
  Secret key  ${demo.secretKey}   (read-only)

Password and key are shown this once; only their hashes are kept.

Connect an assistant
  Claude.ai, ChatGPT, Mistral   add a custom connector with the URL ${mcp}, sign in, approve.
                                (They call from the internet: PUBLIC_URL must be an https address that they reach.)
  Claude Code                   claude mcp add --transport http heliometer ${mcp} --header "X-API-Key: ${demo.secretKey}"
  Codex                         codex mcp add heliometer --url ${mcp} --bearer-token-env-var HELIOMETER_KEY
                                (with: export HELIOMETER_KEY=${demo.secretKey})
  Cursor, others                ${JSON.stringify({ mcpServers: { heliometer: { url: mcp, headers: { "X-API-Key": demo.secretKey } } } })}

Then ask: "How many visitors this week, and where from?"
`;
}

/** What every later start prints. */
export function describeStart(origin: string): string {
  return `
Heliometer is ready at ${origin}
MCP endpoint: ${origin}/api/v1/mcp
`;
}

/** What a start prints while nobody has an account: the one way in, for whoever sees this output. */
export function describeSetup(origin: string, { token, expiresAt }: SetupLink): string {
  const until = new Date(expiresAt).toISOString().replace("T", " ").slice(0, 16);
  return `Nobody has an account yet. Open this link to make the first one; it works once, until ${until} UTC:

  ${origin}/setup?${new URLSearchParams({ token })}

Starting again prints a new one.
`;
}
