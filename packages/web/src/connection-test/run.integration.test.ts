import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import type { Finding, TestStep } from "./finding.ts";
import { createPublicAddress } from "./public-address.ts";
import { testConnection } from "./run.ts";

/** What stands at the public address: Heliometer behind a proxy that can be set up wrongly. */
type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const MCP = "/api/v1/mcp";
const RESOURCE = "/.well-known/oauth-protected-resource/api/v1/mcp";
const SERVER = "/.well-known/oauth-authorization-server";
const PAGE = "<!doctype html><title>Welcome</title>";

let origin: string;
let answers: Record<string, Answer>;
let asked: string[];
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    asked.push(`${request.method} ${request.url}`);
    const answer = answers[request.url ?? ""] ?? ((_request, reply) => page(reply, 404));
    answer(request, response, Buffer.concat(parts).toString("utf8"));
  });
});

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address && typeof address === "object");
  origin = `http://127.0.0.1:${address.port}`;
});
after(() => server.close());
beforeEach(() => {
  asked = [];
  answers = soundAnswers();
});

function page(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "text/html", ...headers }).end(PAGE);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function challenge(response: ServerResponse, metadata = `${origin}${RESOURCE}`): void {
  response.setHeader("www-authenticate", `Bearer resource_metadata="${metadata}"`);
  json(response, 401, { error: { code: -32600 } });
}

function soundAnswers(): Record<string, Answer> {
  return {
    [MCP]: (request, response) => {
      if (request.headers.authorization !== "Bearer lent") return challenge(response);
      json(response, 200, { jsonrpc: "2.0", id: 1, result: { structuredContent: { summary: "12 visitors." } } });
    },
    [RESOURCE]: (_request, response) =>
      json(response, 200, { resource: `${origin}${MCP}`, authorization_servers: [origin] }),
    [SERVER]: (_request, response) => json(response, 200, serverDocument()),
    "/oauth/register": (_request, response) => response.writeHead(204).end(),
  };
}

function serverDocument(changes: Record<string, unknown> = {}) {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    registration_endpoint: `${origin}/oauth/register`,
    code_challenge_methods_supported: ["S256"],
    ...changes,
  };
}

const run = (at = origin) => testConnection({ origin: at, projectId: "project-1", withToken: (use) => use("lent") });

async function assertFinding(step: TestStep, name: Finding["name"], about?: RegExp): Promise<void> {
  const results = await run();
  const bad = results.find(({ outcome }) => outcome === "bad");
  assert.deepEqual([bad?.step, bad?.finding?.name], [step, name]);
  if (about) assert.match(bad?.finding?.about ?? "", about);
  const later = results.slice(results.findIndex(({ outcome }) => outcome === "bad") + 1);
  assert.ok(later.every(({ outcome }) => outcome === "left_out"));
}

/** Real ones put the answer in front of a proxy that does one thing wrong. */
function at(path: string, answer: Answer): void {
  answers[path] = answer;
}

test("a sound address passes every step, in the order of a client, and shows what the tool answered", async () => {
  const results = await run();
  assert.deepEqual(
    results.map(({ step, outcome }) => `${step} ${outcome}`),
    ["address", "challenge", "resource", "server", "registration", "call"].map((step) => `${step} good`),
  );
  assert.equal(results.at(-1)?.said, "12 visitors.");
  assert.deepEqual(asked, [
    `POST ${MCP}`,
    `GET ${RESOURCE}`,
    `GET ${SERVER}`,
    `GET ${SERVER}`,
    "OPTIONS /oauth/register",
    `POST ${MCP}`,
  ]);
});

test("an address without encryption that is not this computer's is named before anything is asked", async () => {
  const [first] = await run("http://analytics.example.com");
  assert.deepEqual(first, {
    step: "address",
    outcome: "bad",
    finding: { name: "notHttps", about: "http://analytics.example.com" },
  });
  assert.deepEqual(asked, []);
});

test("nothing but the public address is reached, whatever a document or a redirect names", async () => {
  const visit = createPublicAddress(origin);
  await assert.rejects(visit({ method: "GET", path: "//elsewhere.example/" }), /stays at/);
  await assert.rejects(visit({ method: "GET", path: "https://elsewhere.example/" }), /stays at/);
  at(SERVER, (_request, response) =>
    json(response, 200, serverDocument({ registration_endpoint: "http://169.254.169.254/latest" })),
  );
  await assertFinding("registration", "documentDiffers", /^registration_endpoint$/);
  at(MCP, (_request, response) => page(response, 302, { location: "http://127.0.0.1:1/" }));
  await assertFinding("challenge", "redirected", /^http:\/\/127\.0\.0\.1:1$/);
});

test("a refused connection says that the server does not reach itself", async () => {
  const [, challenged] = await testConnection({
    origin: "http://127.0.0.1:1",
    projectId: "p",
    withToken: (use) => use("lent"),
  });
  assert.equal(challenged?.finding?.name, "unreachable");
});

test("each fault of a proxy on the way to the challenge has its own explanation", async () => {
  const faults: [Answer, Finding["name"]][] = [
    [(_request, response) => page(response, 301, { location: origin.replace("http:", "https:") + MCP }), "toHttps"],
    [(_request, response) => json(response, 403, { error: { data: { reason: "host" } } }), "wrongHost"],
    [(_request, response) => page(response, 403), "blocked"],
    [(_request, response) => page(response, 401), "blocked"],
    [(_request, response) => page(response, 502), "gateway"],
    [(_request, response) => page(response, 503), "gateway"],
    [(_request, response) => page(response, 404), "notPassed"],
    [(_request, response) => page(response, 200), "somethingElse"],
    [(_request, response) => json(response, 200, {}), "open"],
    [(_request, response) => json(response, 401, {}), "challengeDropped"],
    [(_request, response) => challenge(response, `https://other.example${RESOURCE}`), "challengeElsewhere"],
    [(_request, response) => response.writeHead(200).end("x".repeat(300_000)), "somethingElse"],
  ];
  for (const [answer, name] of faults) {
    at(MCP, answer);
    await assertFinding("challenge", name);
  }
});

test("documents that do not come through, or name another address, are named with the field", async () => {
  at(RESOURCE, (_request, response) => page(response, 404));
  await assertFinding("resource", "documentMissing", /oauth-protected-resource/);
  at(RESOURCE, (_request, response) => json(response, 200, { resource: `https://other.example${MCP}` }));
  await assertFinding("resource", "documentDiffers", /^resource$/);
  answers = soundAnswers();
  at(SERVER, (_request, response) =>
    json(response, 200, serverDocument({ token_endpoint: "https://other.example/t" })),
  );
  await assertFinding("server", "documentDiffers", /^token_endpoint$/);
  at(SERVER, (_request, response) => json(response, 200, serverDocument({ issuer: "https://other.example" })));
  await assertFinding("server", "documentDiffers", /^issuer$/);
  answers = soundAnswers();
  at("/oauth/register", (_request, response) => json(response, 405, {}));
  await assertFinding("registration", "registrationClosed", /^\/oauth\/register$/);
});

test("each fault of the call has its own explanation: a lost header, a cut body, a switch, the plan, the cap", async () => {
  const refused = (status: number, data: unknown) => (response: ServerResponse) =>
    json(response, status, { error: { code: -32600, message: "The words of the endpoint.", data } });
  const faults: [(response: ServerResponse) => void, Finding["name"]][] = [
    [(response) => challenge(response), "credentialDropped"],
    [(response) => page(response, 413), "bodyCut"],
    [(response) => json(response, 400, { error: { code: -32700, message: "No JSON." } }), "bodyCut"],
    [refused(403, { reason: "instance_off" }), "instanceOff"],
    [refused(403, { reason: "project_off" }), "projectOff"],
    [refused(403, { reason: "plan" }), "planTooLow"],
    [refused(403, { reason: "privilege" }), "privilege"],
    [refused(429, { reason: "rate_limit" }), "tooManyCalls"],
    [refused(500, {}), "callFailed"],
    [
      (response) => response.writeHead(200, { "content-type": "application/json" }).end('{"result":{"struct'),
      "answerCut",
    ],
    [
      (response) => json(response, 200, { result: { isError: true, content: [{ type: "text", text: "No such." }] } }),
      "callFailed",
    ],
  ];
  for (const [answer, name] of faults) {
    at(MCP, (_request, response, body) => (body.includes("tools/call") ? answer(response) : challenge(response)));
    await assertFinding("call", name);
  }
});
