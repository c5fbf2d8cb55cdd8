import { createHash, randomBytes } from "node:crypto";
import type { FormBrowser, LoadedPage } from "./form-browser.ts";
import { readJson } from "./json.ts";

const REDIRECT_URI = "http://localhost:4999/callback";

/** What an assistant holds after its person approved. */
export interface ConnectedAssistant {
  clientId: string;
  accessToken: string;
  refreshToken: string;
  /** What the tokens are good for, space-separated. */
  scope: string;
}

export interface ConnectOptions {
  origin: string;
  browser: FormBrowser;
  account: { email: string; password: string };
  /** Ids of the projects to tick. */
  projects: readonly string[];
  clientName?: string;
}

/** Connects an assistant as a person without scripts would: register, sign in where needed, approve, fetch tokens. */
export async function connectByForms(options: ConnectOptions): Promise<ConnectedAssistant> {
  const { origin, browser, account, projects } = options;
  const clientId = await register(origin, options.clientName ?? "Test Assistant");
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    scope: "analytics:read revenue:read",
    resource: `${origin}/api/v1/mcp`,
  });
  let page = await browser.open(`/oauth/authorize?${query}`);
  if (new URL(page.url).pathname === "/sign-in") page = await browser.submit(page, "/sign-in", account);
  const action = new URL(page.url).pathname;
  const done = await browser.submit(page, action, { decision: "approve", project: projects, scope: "revenue:read" });
  return { clientId, ...(await exchange(origin, { clientId, verifier, code: codeOf(done) })) };
}

async function register(origin: string, clientName: string): Promise<string> {
  const answer = await fetch(`${origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: clientName,
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: "none",
    }),
  });
  return (await readJson(answer)).client_id;
}

function codeOf({ url, body }: LoadedPage): string {
  const code = new URL(url).searchParams.get("code");
  if (code === null) throw new Error(`No code came back, but ${url}\n${body}`);
  return code;
}

async function exchange(
  origin: string,
  { clientId, verifier, code }: Record<"clientId" | "verifier" | "code", string>,
) {
  const answer = await fetch(`${origin}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      code,
      code_verifier: verifier,
      redirect_uri: REDIRECT_URI,
      resource: `${origin}/api/v1/mcp`,
    }),
  });
  const tokens = await readJson(answer);
  if (answer.status !== 200) throw new Error(JSON.stringify(tokens));
  return {
    accessToken: String(tokens.access_token),
    refreshToken: String(tokens.refresh_token),
    scope: String(tokens.scope),
  };
}
