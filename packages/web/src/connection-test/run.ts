import { testCall } from "./call.ts";
import { commonFinding, type Finding, field, readJson, TEST_STEPS, type TestResult, type TestStep } from "./finding.ts";
import { createPublicAddress, type Request, type Seen } from "./public-address.ts";

const MCP_PATH = "/api/v1/mcp";
const RESOURCE_PATH = "/.well-known/oauth-protected-resource/api/v1/mcp";
const SERVER_PATH = "/.well-known/oauth-authorization-server";
const LOCAL_HOSTS: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];
const NOT_FOUND = 404;
const UNAUTHORIZED = 401;

export interface ConnectionTest {
  /** The public address: scheme, host and port. */
  origin: string;
  projectId: string;
  /** Runs its argument with a credential of the person who asks. */
  withToken: <Result>(use: (token: string) => Promise<Result>) => Promise<Result>;
}

/** What the steps share. */
interface Probe {
  origin: string;
  visit: (request: Request) => Promise<Seen>;
}

/** Whether an address means this computer alone. */
export function isLocalAddress(address: string): boolean {
  return LOCAL_HOSTS.includes(new URL(address).hostname);
}

/**
 * Does what an assistant does before its first question (RFC 9728, RFC 8414, RFC 7591), then asks one. Stops at the first
 * step that fails: those after it could say nothing new.
 */
export async function testConnection(test: ConnectionTest): Promise<TestResult[]> {
  const { origin } = test;
  const probe: Probe = { origin, visit: createPublicAddress(origin) };
  const steps: Record<TestStep, () => Promise<Omit<TestResult, "step">>> = {
    address: async () => verdict(addressFinding(origin)),
    challenge: async () => verdict(await challengeFinding(probe)),
    resource: async () => verdict(await resourceFinding(probe)),
    server: async () => verdict(await serverFinding(probe)),
    registration: async () => verdict(await registrationFinding(probe)),
    call: () => test.withToken((token) => testCall({ ...probe, token, projectId: test.projectId })),
  };
  const results: TestResult[] = [];
  for (const step of TEST_STEPS) {
    const hasFailed = results.some(({ outcome }) => outcome === "bad");
    results.push(hasFailed ? { step, outcome: "left_out" } : { step, ...(await steps[step]()) });
  }
  return results;
}

function verdict(finding: Finding | null): Omit<TestResult, "step"> {
  return finding ? { outcome: "bad", finding } : { outcome: "good" };
}

/** Assistants refuse to sign in over plain http, except to their own computer. */
function addressFinding(origin: string): Finding | null {
  return origin.startsWith("http:") && !isLocalAddress(origin) ? { name: "notHttps", about: origin } : null;
}

/** Without a credential: 401, and a header that leads on. */
async function challengeFinding({ origin, visit }: Probe): Promise<Finding | null> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
  const seen = await visit({ method: "POST", path: MCP_PATH, headers: { "content-type": "application/json" }, body });
  const common = commonFinding(seen, origin);
  if (common || seen.kind !== "answer") return common;
  const { status, headers } = seen;
  if (status === NOT_FOUND) return { name: "notPassed", about: MCP_PATH };
  if (status === 200) return { name: "open", about: MCP_PATH };
  if (status !== UNAUTHORIZED) return { name: "blocked", about: String(status) };
  const metadata = /resource_metadata="([^"]+)"/.exec(headers.get("www-authenticate") ?? "")?.[1];
  if (metadata === undefined) return { name: "challengeDropped", about: "WWW-Authenticate" };
  return metadata === `${origin}${RESOURCE_PATH}` ? null : { name: "challengeElsewhere", about: metadata };
}

async function resourceFinding(probe: Probe): Promise<Finding | null> {
  const { document, finding } = await readDocument(probe, RESOURCE_PATH);
  if (finding) return finding;
  const { origin } = probe;
  return (
    differs(document, "resource", `${origin}${MCP_PATH}`) ??
    (listOf(document, "authorization_servers").includes(origin)
      ? null
      : { name: "documentDiffers", about: "authorization_servers" })
  );
}

async function serverFinding(probe: Probe): Promise<Finding | null> {
  const { document, finding } = await readDocument(probe, SERVER_PATH);
  if (finding) return finding;
  const isHere = (name: string) => String(field(document, name) ?? "").startsWith(`${probe.origin}/`);
  const astray = ["authorization_endpoint", "token_endpoint"].find((name) => !isHere(name));
  if (astray) return { name: "documentDiffers", about: astray };
  if (!listOf(document, "code_challenge_methods_supported").includes("S256")) {
    return { name: "documentDiffers", about: "code_challenge_methods_supported" };
  }
  return differs(document, "issuer", probe.origin);
}

/** Whether an app may make itself known: by a document of its own or by registering; the way to register answers. */
async function registrationFinding(probe: Probe): Promise<Finding | null> {
  const { document, finding } = await readDocument(probe, SERVER_PATH);
  if (finding) return finding;
  const endpoint = field(document, "registration_endpoint");
  if (endpoint === undefined) {
    return field(document, "client_id_metadata_document_supported") === true
      ? null
      : { name: "registrationClosed", about: "registration_endpoint" };
  }
  if (!String(endpoint).startsWith(`${probe.origin}/`)) {
    return { name: "documentDiffers", about: "registration_endpoint" };
  }
  const { pathname } = new URL(String(endpoint));
  const headers = { origin: probe.origin, "access-control-request-method": "POST" };
  const seen = await probe.visit({ method: "OPTIONS", path: pathname, headers });
  const common = commonFinding(seen, probe.origin);
  if (common || seen.kind !== "answer") return common;
  return seen.status < 300 ? null : { name: "registrationClosed", about: pathname };
}

async function readDocument({ origin, visit }: Probe, path: string) {
  const seen = await visit({ method: "GET", path, headers: { accept: "application/json" } });
  const common = commonFinding(seen, origin);
  if (common || seen.kind !== "answer") return { document: null, finding: common };
  const document = seen.status === 200 ? readJson(seen.text) : undefined;
  if (document === undefined) return { document: null, finding: { name: "documentMissing", about: path } as const };
  return { document, finding: null };
}

function differs(document: unknown, name: string, expected: string): Finding | null {
  return field(document, name) === expected ? null : { name: "documentDiffers", about: name };
}

function listOf(document: unknown, name: string): unknown[] {
  const value = field(document, name);
  return Array.isArray(value) ? value : [];
}
