import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createKey, deleteProject, listKeys, listOwnKeys } from "@heliometer/accounts";
import { type TestBrowser, tokenOf } from "../testing/browser.ts";
import { addConnection } from "../testing/connections.ts";
import { NOW, openSite, pageView, type Site } from "../testing/site.ts";

const WEEK_MS = 7 * 86_400_000;

type Member = TestBrowser & { userId: string };

// What happens between the moment a page is loaded and the moment its form is sent.
let site: Site;
let shop: string;
let settings: string;
let owner: Member;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  settings = `/projects/${shop}/settings`;
  owner = await site.signInAs({ email: "owner@example.com", roles: { [shop]: "owner" } });
});
after(() => site.close());

/** Loads a page and sends the first of its forms whose address matches, twice, as two tabs or two presses would. */
async function sendTwice(page: string, action: RegExp, fields: Record<string, string> = {}) {
  const { body } = await owner.get(page);
  const path = action.exec(body)?.[1] ?? "";
  const token = tokenOf(body, path);
  return [await owner.post(path, { token, ...fields }), await owner.post(path, { token, ...fields })] as const;
}

test("what was ended in another tab, or by the first of two presses, says so and leads to its list", async () => {
  const { id } = await createKey(site.operator, { kind: "secret", access: "read", projectId: shop, name: "Old" });
  await addConnection(site, { userId: owner.userId, clientName: "Claude", projectIds: [shop] });
  await site.signInAs({ email: "leaver@example.com", roles: { [shop]: "viewer" } });
  await owner.submit(`${settings}/members`, `${settings}/members/invite`, { email: "x@example.com", role: "viewer" });
  await owner.submit("/account", "/account/tokens", { name: "Laptop" });
  const member = [...(await owner.get(`${settings}/members`)).body.matchAll(/members\/([\w-]+)\/remove/g)]
    .map(([, userId = ""]) => userId)
    .find((userId) => userId !== owner.userId);
  const tokens = /\/account\/tokens\/[\w-]+\/revoke/.exec((await owner.get("/account")).body)?.[0] ?? "";
  for (const [page, action, list] of [
    [`${settings}/keys/${id}/revoke`, /action="([^"]+\/revoke)"/, `${settings}/keys`],
    [`${settings}/members`, /action="([^"]+\/invitations\/[^"]+)"/, `${settings}/members`],
    [`${settings}/members/${member}/remove`, /action="([^"]+\/remove)"/, `${settings}/members`],
    [`${settings}/connections`, /action="([^"]+\/revoke)"/, `${settings}/connections`],
    [tokens, /action="([^"]+\/revoke)"/, "/account"],
  ] as const) {
    const [first, second] = await sendTwice(page, action);
    assert.equal(first.statusCode, 303, page);
    assert.equal(second.statusCode, 404, page);
    assert.match(second.body, /This is not there any more[\s\S]*in another tab[\s\S]*Nothing else was changed/);
    assert.ok(second.body.includes(`<a href="${list}" role="button">See how it is now</a>`), page);
    assert.equal((await owner.get(list)).statusCode, 200);
  }
});

test("two presses leave one key and one token: the one that is shown last", async () => {
  for (const [page, action, list] of [
    [`${settings}/keys`, /action="([^"]+\/settings\/keys)"/, () => listKeys(site.operator, { projectId: shop })],
    ["/account", /action="([^"]+\/tokens)"/, () => listOwnKeys({ ...site.operator, actor: actorOf(owner) })],
  ] as const) {
    const [first, second] = await sendTwice(page, action, { name: " Pressed twice ", access: "full" });
    const shown = [first, second].map(({ body }) => /hm_(?:sk|pat)_[\w-]{43}/.exec(body)?.[0]);
    assert.ok(shown[0] && shown[1] && shown[0] !== shown[1]);
    const alive = (await list()).filter(({ name, revokedAt }) => name === "Pressed twice" && revokedAt === null);
    assert.deepEqual(
      alive.map(({ hint }) => hint),
      [shown[1].slice(-4)],
    );
  }
  const apart = { kind: "secret", projectId: shop, name: "Pressed twice", access: "read" } as const;
  await createKey(site.operator, apart);
  await owner.submit(`${settings}/keys`, `${settings}/keys`, { name: "Pressed twice", access: "full" });
  const kinds = (await listKeys(site.operator, { projectId: shop })).filter(
    ({ name, revokedAt }) => name === "Pressed twice" && revokedAt === null,
  );
  assert.deepEqual(kinds.map(({ access }) => access).sort(), ["full", "read"]);
});

test("two tabs with the same form both save, and the page says what holds", async () => {
  const fields = { domains: "", timezone: "UTC", currency: "EUR", weekStart: "1" };
  const [first, second] = [(await owner.get(settings)).body, (await owner.get(settings)).body];
  for (const [page, name] of [
    [first, "Shop of the first tab"],
    [second, "Shop of the second tab"],
  ] as const) {
    const saved = await owner.post(settings, { token: tokenOf(page, settings), name, ...fields });
    const { body } = await owner.get(String(saved.headers.location));
    assert.match(body, new RegExp(`value="${name}"`));
  }
});

test("a project that was deleted elsewhere says so to a page that is open and to a form that is sent to it", async () => {
  const gone = await site.addProject("Short-lived");
  const member = await site.signInAs({ email: "late@example.com", roles: { [gone]: "owner" } });
  const base = `/projects/${gone}`;
  const form = tokenOf((await member.get(`${base}/settings/keys`)).body, `${base}/settings/keys`);
  await deleteProject(site.operator, { projectId: gone, confirmation: "Short-lived" });
  for (const path of [base, `${base}/now`, `${base}/csv/pages`, `${base}/settings`]) {
    const page = await member.get(path);
    assert.equal(page.statusCode, 404, path);
    assert.match(page.body, /If a project was here, it has been deleted[\s\S]*Go to your projects/);
  }
  for (const [path, body] of [
    [`${base}/settings/keys`, { name: "Late" }],
    [`${base}/settings/delete`, { confirmation: "Short-lived" }],
    [`${base}/settings/privacy`, {}],
  ] as const) {
    const sent = await member.post(path, { token: form, ...body });
    assert.equal(sent.statusCode, 404, path);
    assert.match(sent.body, /This project is not there any more[\s\S]*nothing was changed[\s\S]*Go to your projects/);
  }
});

test("an invitation that has ended says whom to ask", async () => {
  const invited = await owner.submit(`${settings}/members`, `${settings}/members/invite`, {
    email: "late@example.org",
    role: "viewer",
  });
  const token = /\/invite\?token=([\w-]+)/.exec(invited.body)?.[1] ?? "";
  const stranger = site.browser();
  const { body } = await stranger.get(`/invite?token=${token}`);
  assert.match(body, /Make an account and join/);
  site.clock.now = NOW + WEEK_MS + 1;
  const late = await stranger.post("/invite", { token: tokenOf(body, "/invite"), invitation: token, name: "Late" });
  site.clock.now = NOW;
  assert.equal(late.statusCode, 404);
  assert.match(late.body, /This invitation does not work any more[\s\S]*Ask whoever sent it for a new one/);
});

test("a form and a file that are larger than what is taken are answered with what to do", async () => {
  const [name, value] = ["name", "x".repeat(70_000)];
  const file = new FormData();
  file.set("file", new File(["date,channel\n".padEnd(4_200_000, " ")], "spend.csv"));
  const encoded = new Response(file);
  const cookie = [...owner.cookies].map(([key, held]) => `${key}=${held}`).join("; ");
  const answers = [
    await owner.post(`${settings}/keys`, { [name]: value }),
    await site.app.inject({
      method: "POST",
      url: `${settings}/revenue/spend`,
      headers: { cookie, "content-type": encoded.headers.get("content-type") ?? "" },
      payload: Buffer.from(await encoded.arrayBuffer()),
    }),
  ];
  for (const { statusCode, headers, body } of answers) {
    assert.equal(statusCode, 413);
    assert.equal(headers["content-type"], "text/html; charset=utf-8");
    assert.match(body, /Too large[\s\S]*Go back, shorten it or split it into parts, and send it again/);
  }
});

test("the way to the first assistant ends when one is connected, by signing in or by a key", async () => {
  for (const connect of [
    (projectId: string) => addConnection(site, { userId: owner.userId, clientName: "Claude", projectIds: [projectId] }),
    async (projectId: string) => {
      const { id } = await createKey(site.operator, { kind: "secret", access: "read", projectId, name: "Cursor" });
      await site.db.updateTable("api_keys").set({ last_used_at: NOW }).where("id", "=", id).execute();
    },
  ]) {
    const project = await site.addProject("Fresh");
    const admin = await site.signInAs({ email: `${project}@example.com`, roles: { [project]: "admin" } });
    const start = `/projects/${project}/start`;
    await site.store.append([pageView(project, {})]);
    const waiting = await admin.get(start);
    assert.match(waiting.body, /Waiting for the first assistant/);
    assert.equal(waiting.headers.refresh, "5");
    await connect(project);
    const done = await admin.get(start);
    assert.doesNotMatch(done.body, /Waiting for the first assistant/);
    assert.equal(done.headers.refresh, undefined);
    assert.equal(done.body.match(/milestone-sign" aria-hidden="true">✓/g)?.length, 3);
  }
});

function actorOf({ userId }: Member) {
  return { kind: "user", userId, sessionId: "session" } as const;
}
