import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listKeys } from "@heliometer/accounts";
import type { TestBrowser } from "../testing/browser.ts";
import { openSite, pageView, type Site } from "../testing/site.ts";

type Member = TestBrowser & { userId: string };

const MCP_URL = "http://localhost:3000/api/v1/mcp";
const CLIENTS = [
  "claude",
  "chatgpt",
  "mistral",
  "claudeDesktop",
  "claudeCode",
  "cursor",
  "codex",
  "vscode",
  "gemini",
  "other",
];

let site: Site;
let shop: string;
let path: string;
let admin: Member;
let viewer: Member;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  path = `/projects/${shop}/settings/connect`;
  admin = await site.signInAs({ email: "admin@example.com", roles: { [shop]: "admin" } });
  viewer = await site.signInAs({ email: "viewer@example.com", roles: { [shop]: "viewer" } });
});
after(() => site.close());

const words = (body: string) => body.replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&#39;", "'");
const lines = (body: string) =>
  [...words(body).matchAll(/<pre class="copy"[^>]*><code>(.*?)<\/code>/gs)].map(([, line]) => line ?? "");

test("each client has a tab that is a link, and its own steps with the real address", async () => {
  for (const client of CLIENTS) {
    const { body } = await viewer.get(`${path}?client=${client}`);
    for (const other of CLIENTS) assert.match(body, new RegExp(`href="${path}\\?client=${other}#client"`));
    assert.match(body, new RegExp(`client=${client}#client" aria-current="true"`));
    assert.ok(lines(body).filter((line) => line.includes(MCP_URL)).length >= 2, `${client} names the address.`);
  }
});

test("the lines are those that today's clients take", async () => {
  const linesOf = async (client: string) => lines((await admin.get(`${path}?client=${client}`)).body);
  assert.ok((await linesOf("codex")).includes(`codex mcp add heliometer --url ${MCP_URL}\ncodex mcp login heliometer`));
  assert.ok(
    (await linesOf("claudeCode")).includes(
      `claude mcp add --transport http heliometer ${MCP_URL} --header "X-API-Key: hm_sk_YOUR_KEY"`,
    ),
  );
  const desktop = (await linesOf("claudeDesktop")).at(-1) ?? "";
  const { heliometer } = JSON.parse(desktop).mcpServers;
  assert.equal(heliometer.url, undefined);
  assert.deepEqual(heliometer.args, ["-y", "mcp-remote", MCP_URL, "--header", "X-API-Key:hm_sk_YOUR_KEY"]);
  const [, editor, withKey] = await linesOf("vscode");
  assert.deepEqual(JSON.parse(editor ?? "").servers.heliometer, { type: "http", url: MCP_URL });
  assert.equal(JSON.parse(withKey ?? "").inputs[0].password, true);
  assert.doesNotMatch(withKey ?? "", /hm_sk_/);
});

test("an unknown client shows the usual one", async () => {
  assert.match((await viewer.get(`${path}?client=nonsense`)).body, /<h2>Claude Code<\/h2>/);
});

test("an admin makes a key in place that stands in the lines once, and two presses leave one key", async () => {
  const press = () => admin.submit(`${path}?client=cursor`, `${path}/key`, { client: "cursor" });
  await press();
  const { body, statusCode } = await press();
  assert.equal(statusCode, 200);
  const key = /hm_sk_[\w-]{43}/.exec(body)?.[0] ?? "";
  assert.ok(lines(body).some((line) => line.includes(`"X-API-Key": "${key}"`)));
  const living = (await listKeys(site.operator, { projectId: shop })).filter(({ revokedAt }) => revokedAt === null);
  assert.deepEqual(
    living.map(({ name, access, hint }) => ({ name, access, hint })),
    [{ name: "Cursor (from the guide)", access: "read", hint: key.slice(-4) }],
  );
  assert.doesNotMatch((await admin.get(`${path}?client=cursor`)).body, new RegExp(key));
});

test("a viewer gets a token of their own, as a Bearer token", async () => {
  const { body } = await viewer.submit(`${path}?client=claudeCode`, `${path}/key`, { client: "claudeCode" });
  assert.match(words(body), /--header "Authorization: Bearer hm_pat_[\w-]{43}"/);
  const keys = await listKeys(site.operator, { projectId: shop });
  assert.equal(keys.filter(({ name }) => name.startsWith("Claude Code")).length, 0);
});

test("ten questions fit what the project holds", async () => {
  const questionsOf = (body: string) =>
    [...(/class="examples">(.*?)<\/ol>/s.exec(body)?.[1] ?? "").matchAll(/<li>(.*?)<\/li>/g)].map(([, text]) => text);
  const quiet = questionsOf((await viewer.get(path)).body);
  assert.equal(quiet.length, 10);
  assert.ok(!quiet.some((question) => /event|earn|revenue/i.test(question ?? "")));

  const lively = await site.addProject("Lively");
  await site.store.append([pageView(lively, { kind: "custom", name: "signup" })]);
  const owner = await site.signInAs({ email: "owner@example.com", roles: { [lively]: "owner" } });
  const asked = questionsOf((await owner.get(`/projects/${lively}/settings/connect`)).body);
  assert.equal(asked.length, 10);
  assert.ok(asked.some((question) => /Which events happened most often/.test(question ?? "")));
});

test("a test of the connection whose address nobody serves says so in words, and leaves no token behind", async () => {
  const away = await openSite({ publicUrl: "http://127.0.0.1:1" });
  const project = await away.addProject("Shop");
  const member = await away.signInAs({ email: "viewer@example.com", roles: { [project]: "viewer" } });
  const guide = `/projects/${project}/settings/connect`;
  const page = await member.get(guide);
  const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
  const { body } = await member.post(`${guide}/test`, { client: "codex", token });
  assert.match(body, /An assistant would not get through\./);
  assert.match(body, /This server cannot reach its own public address/);
  assert.match(body, /What to do: Check that its name leads to your proxy/);
  assert.match(body, /client=codex#client" aria-current="true"/);
  assert.doesNotMatch((await member.get("/account")).body, /Test of the connection/);
  await away.close();
});
