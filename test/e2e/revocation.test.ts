import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { addMember, type Context, createOrganization, createProject, createUser } from "@heliometer/accounts";
import { systemClock } from "@heliometer/core";
import { type Database, openDatabase } from "@heliometer/db";
import { startPostgres } from "@heliometer/db/testing";
import { type ConnectedAssistant, connectByForms } from "../support/connection.ts";
import { type FormBrowser, openFormBrowser } from "../support/form-browser.ts";
import {
  freePort,
  removeDirectory,
  runToEnd,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "../support/product.ts";

const PASSWORD = "seven quiet harbours";
/** From the click on one node to the refusal on the other. */
const LATENCY_MS_MAX = 1_000;

const unused = temporaryDirectory();
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let env: Record<string, string>;
/** Pages are used on the first node, tools are called on the second. */
let [first, second]: StartedProduct[] = [];
let db: Database;
let operator: Context;
let organizationId: string;
let people = 0;
before(async () => {
  postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  env = { DATABASE_URL: url, SECRET_KEY: "0123456789abcdef0123456789abcdef", PUBLIC_URL: publicUrl };
  const script = ["apps/server/src/cli.ts", "serve"];
  first = await startProduct({ env, dataDirectory: unused, script, port });
  second = await startProduct({ env, script });
  db = await openDatabase({ engine: "postgres", url });
  operator = { db, clock: systemClock, actor: { kind: "operator" } };
  organizationId = (await createOrganization(operator, { name: "Test", plan: "starter" })).id;
});
after(async () => {
  await db.destroy();
  await first?.stop();
  await second?.stop();
  if (second) removeDirectory(second.dataDirectory);
  await postgres.stop();
  removeDirectory(unused);
});

interface Scene {
  email: string;
  userId: string;
  shop: string;
  blog: string;
  browser: FormBrowser;
  /** An owner of both projects, who has no part in the connection. */
  owner: FormBrowser;
  assistant: ConnectedAssistant;
}

/** A person with two projects, the assistant that they have connected, and another owner of the projects. */
async function connect(projects: readonly ("shop" | "blog")[] = ["shop"]): Promise<Scene> {
  people += 1;
  const person = await createUser(operator, { email: `p${people}@example.com`, name: "Person", password: PASSWORD });
  const other = await createUser(operator, { email: `o${people}@example.com`, name: "Owner", password: PASSWORD });
  const shop = (await createProject(operator, { organizationId, name: `Shop ${people}` })).id;
  const blog = (await createProject(operator, { organizationId, name: `Blog ${people}` })).id;
  for (const projectId of [shop, blog]) {
    await addMember(operator, { projectId, email: person.email, role: "editor" });
    await addMember(operator, { projectId, email: other.email, role: "owner" });
  }
  const { origin } = node(first);
  const [browser, owner] = [openFormBrowser(origin), openFormBrowser(origin)];
  await signIn(owner, other.email);
  const chosen = { shop, blog };
  const account = { email: person.email, password: PASSWORD };
  const assistant = await connectByForms({
    origin,
    browser,
    account,
    projects: projects.map((name) => chosen[name]),
  });
  const scene = { email: person.email, userId: person.id, shop, blog, browser, owner, assistant };
  assert.equal((await callOnSecond(assistant)).status, 200);
  return scene;
}

async function signIn(browser: FormBrowser, email: string): Promise<void> {
  const page = await browser.submit(await browser.open("/sign-in"), "/sign-in", { email, password: PASSWORD });
  assert.equal(page.status, 200, page.body);
}

interface Press {
  action: RegExp;
  fields?: Readonly<Record<string, string>>;
}

/** Sends the first form of a page whose action fits, and returns the page that follows. */
async function press(browser: FormBrowser, path: string, { action, fields = {} }: Press) {
  const page = await browser.open(path);
  const found = new RegExp(`action="(${action.source})"`).exec(page.body)?.[1];
  assert.ok(found, `No form to ${action} on ${path}:\n${page.body}`);
  const next = await browser.submit(page, found, fields);
  assert.equal(next.status, 200, next.body);
  return next;
}

/** `list_projects` with the assistant's token on the second node. */
function callOnSecond({ accessToken }: ConnectedAssistant): Promise<{ status: number; body: string }> {
  const message = { jsonrpc: "2.0", id: 7, method: "tools/call", params: { name: "list_projects", arguments: {} } };
  const headers = {
    // The proxy in front of both nodes passes the public host name on.
    host: new URL(node(first).origin).host,
    authorization: `Bearer ${accessToken}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  return new Promise((resolve, reject) => {
    const sent = request(node(second).mcpUrl, { method: "POST", headers }, (answer) => {
      let body = "";
      answer.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(message));
  });
}

/** The next call on the second node is refused, soon, and the refresh token is worth nothing either. */
async function assertEnded({ assistant }: Scene, since: number): Promise<void> {
  assert.equal((await callOnSecond(assistant)).status, 401);
  const latencyMs = performance.now() - since;
  assert.ok(latencyMs <= LATENCY_MS_MAX, `${Math.round(latencyMs)} ms`);
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: assistant.refreshToken,
    client_id: assistant.clientId,
  });
  const refresh = await fetch(`${node(first).origin}/oauth/token`, { method: "POST", body });
  assert.equal(refresh.status, 400);
  assert.match(await refresh.text(), /invalid_grant/);
}

test("revoked in the project settings by an admin, a connection is refused on another node within a second", async () => {
  const scene = await connect();
  const since = performance.now();
  await press(scene.owner, `/projects/${scene.shop}/settings/connections`, { action: /[^"]+\/revoke/ });
  await assertEnded(scene, since);
});

test("revoked on the account page, a connection is refused on another node within a second", async () => {
  const scene = await connect();
  const since = performance.now();
  await press(scene.browser, "/account", { action: /\/account\/connections\/[^"]+\/revoke/ });
  await assertEnded(scene, since);
});

test("all connections of a person end at once on the account page", async () => {
  const scene = await connect();
  const account = { email: scene.email, password: PASSWORD };
  const again = { origin: node(first).origin, browser: scene.browser, account, projects: [scene.blog] };
  const another = await connectByForms(again);
  const since = performance.now();
  await press(scene.browser, "/account", { action: /\/account\/connections\/revoke-all/ });
  await assertEnded(scene, since);
  await assertEnded({ ...scene, assistant: another }, since);
});

test("a project that is taken out of a connection is not reached any more; the token stays, until the last one goes", async () => {
  const scene = await connect(["shop", "blog"]);
  assert.match((await callOnSecond(scene.assistant)).body, /Shop/);
  await press(scene.browser, "/account", {
    action: new RegExp(`/account/connections/[^"]+/projects/${scene.shop}/remove`),
  });
  const left = await callOnSecond(scene.assistant);
  assert.equal(left.status, 200);
  assert.match(left.body, /Blog/);
  assert.doesNotMatch(left.body, /Shop/);
  const since = performance.now();
  await press(scene.owner, `/projects/${scene.blog}/settings/connections`, { action: /[^"]+\/(?:remove|revoke)/ });
  await assertEnded(scene, since);
});

test("removing a member ends what they connected to the project", async () => {
  const scene = await connect();
  const since = performance.now();
  const path = `/projects/${scene.shop}/settings/members/${scene.userId}/remove`;
  await press(scene.owner, path, { action: new RegExp(path) });
  await assertEnded(scene, since);
});

test("a new password ends connections where that is ticked, and only there", async () => {
  const scene = await connect();
  const path = "/account/security";
  const next = "eight quiet harbours";
  const change = (fields: Press["fields"] & object) =>
    press(scene.browser, path, { action: /\/account\/security\/password/, fields });
  await change({ currentPassword: PASSWORD, password: next });
  assert.equal((await callOnSecond(scene.assistant)).status, 200);
  const since = performance.now();
  await change({ currentPassword: next, password: PASSWORD, endConnections: "yes" });
  // Two passwords are hashed on the way.
  await assertEnded(scene, since);
});

test("deleting an account ends its connections", async () => {
  const scene = await connect();
  const since = performance.now();
  const fields = { confirmation: scene.email, password: PASSWORD };
  await press(scene.browser, "/account/security", { action: /\/account\/security\/delete/, fields });
  await assertEnded(scene, since);
});

test("deleting a project ends the connections that read nothing else", async () => {
  const scene = await connect();
  const since = performance.now();
  const path = `/projects/${scene.shop}/settings/delete`;
  await press(scene.owner, path, { action: new RegExp(path), fields: { confirmation: `Shop ${people}` } });
  await assertEnded(scene, since);
});

test("an assistant that gives its token back (RFC 7009) is gone from the lists and refused on another node", async () => {
  const scene = await connect();
  const list = `/projects/${scene.shop}/settings/connections`;
  assert.match((await scene.owner.open(list)).body, /Test Assistant/);
  const since = performance.now();
  const body = new URLSearchParams({ token: scene.assistant.refreshToken, client_id: scene.assistant.clientId });
  const revoked = await fetch(`${node(first).origin}/oauth/revoke`, { method: "POST", body });
  assert.equal(revoked.status, 200);
  await assertEnded(scene, since);
  for (const [browser, path] of [[scene.owner, list] as const, [scene.browser, "/account"] as const]) {
    assert.doesNotMatch((await browser.open(path)).body, /Test Assistant/);
  }
});

test("the command line ends a person's connections with their password", async () => {
  const scene = await connect();
  const args = ["user", "password", "--email", scene.email, "--end-connections"];
  const script = ["apps/server/src/cli.ts", ...args];
  const ran = await runToEnd({ env, port: await freePort(), dataDirectory: unused, script });
  assert.equal(ran.code, 0, ran.output);
  await assertEnded(scene, performance.now());
});

test("switching assistants off closes a project on another node, and on opens it again", async () => {
  const scene = await connect();
  const flip = () => press(scene.owner, `/projects/${scene.shop}/settings/mcp`, { action: /[^"]+\/settings\/mcp/ });
  await flip();
  const closed = await callOnSecond(scene.assistant);
  assert.equal(closed.status, 403);
  assert.match(closed.body, /MCP is switched off for the project/);
  await flip();
  assert.equal((await callOnSecond(scene.assistant)).status, 200);
});

test("a viewer gives an assistant no more than a viewer holds, whatever the form says", async () => {
  const scene = await connect();
  assert.match(scene.assistant.scope, /revenue:read/);
  await addMember(operator, { projectId: scene.shop, email: scene.email, role: "viewer" });
  const account = { email: scene.email, password: PASSWORD };
  const { origin } = node(first);
  // The helper posts the scope although the page offers no box for it.
  const lesser = await connectByForms({ origin, browser: scene.browser, account, projects: [scene.shop] });
  assert.match(lesser.scope, /analytics:read/);
  assert.doesNotMatch(lesser.scope, /revenue:read/);
});

test("wrong passwords are counted over all nodes, and the owner's own browser is not held up at any", async () => {
  const scene = await connect();
  const [atFirst, atSecond] = [node(first).origin, node(second).origin];
  const tryAt = async (origin: string, password: string, browser = openFormBrowser(origin, atFirst)) => {
    const form = await browser.open("/sign-in");
    return browser.submit(form, "/sign-in", { email: scene.email, password });
  };
  for (let index = 0; index < 5; index += 1) {
    assert.equal((await tryAt([atFirst, atSecond][index % 2] ?? "", "not this one")).status, 401);
  }
  for (const origin of [atFirst, atSecond]) assert.equal((await tryAt(origin, PASSWORD)).status, 429);
  const left = await press(scene.browser, "/account", { action: /\/sign-out/ });
  const again = await scene.browser.submit(left, "/sign-in", { email: scene.email, password: PASSWORD });
  assert.equal(new URL(again.url).pathname, "/");
});

function node(started: StartedProduct | undefined): StartedProduct {
  assert.ok(started);
  return started;
}
