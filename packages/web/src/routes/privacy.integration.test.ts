import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createRulesCache, takeErasure } from "@heliometer/accounts";
import { openSite, type Site } from "../testing/site.ts";

let site: Site;
let shop: string;
let page: string;
let admin: Awaited<ReturnType<Site["signInAs"]>>;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  page = `/projects/${shop}/settings/privacy`;
  admin = await site.signInAs({ email: "admin@example.com", roles: { [shop]: "admin" } });
});
after(() => site.close());

const FORM = {
  retentionDays: "90",
  idRule: "sent",
  signalRule: "ignore",
  domainRule: "exact",
  domains: "shop.example.com\nwww.shop.example.com",
  networks: "203.0.113.0/24",
};

test("admins decide what is collected, and the door keeps to it", async () => {
  const saved = await admin.submit(page, page, FORM);
  assert.equal(saved.statusCode, 303);
  const { body } = await admin.get(String(saved.headers.location));
  assert.match(body, /role="status">Saved/);
  assert.match(body, /name="retentionDays"[^>]* value="90"/);
  assert.match(body, /value="exact" selected/);
  assert.match(body, /203\.0\.113\.0\/24/);
  const rules = await createRulesCache(site.operator)(shop);
  assert.deepEqual(["www.shop.example.com", "evil.example"].map(rules.allowsHost), [true, false]);
  assert.equal(rules.isExcluded("203.0.113.9"), true);
});

test("a form that cannot be taken says why and changes nothing", async () => {
  for (const [change, sentence] of [
    [{ retentionDays: "-3" }, /must not be below 0/],
    [{ networks: "my office" }, /must be an address such as/],
    [{ domains: "https://x" }, /must be a host name/],
    [{ signalRule: "maybe" }, /none of the accepted values/],
  ] as const) {
    const refused = await admin.submit(page, page, { ...FORM, ...change });
    assert.equal(refused.statusCode, 400);
    assert.match(refused.body, sentence);
  }
});

test("the preset sets what needs no consent, and the statement says it in two languages", async () => {
  const done = await admin.submit(page, `${page}/preset`, {});
  const { body } = await admin.get(String(done.headers.location));
  assert.match(body, /name="retentionDays"[^>]* value="760"/);
  for (const value of ["daily", "drop", "subdomains"]) assert.ok(body.includes(`value="${value}" selected`), value);
  assert.match(body, /No cookies are set, and nothing that identifies you is stored in your browser/);
  assert.match(body, /nothing is measured/);
  assert.match(body, /Data are erased after 760 days/);
  assert.match(body, /Es werden keine Cookies gesetzt/);
  assert.match(body, /Die Daten werden nach 760 Tagen gelöscht/);
});

test("a visitor is erased on demand, listed by a digest that names nobody", async () => {
  const done = await admin.submit(page, `${page}/erase`, { by: "userId", who: "user-4711" });
  const { body } = await admin.get(String(done.headers.location));
  assert.match(body, /It is being erased; it is listed below as [0-9a-f]{16}/);
  assert.match(body, /begins in a moment/);
  assert.ok(!body.includes("user-4711"));
  const due = await takeErasure({ ...site.operator, secretKey: site.secretKey });
  assert.deepEqual(due?.subject, { userId: "user-4711", visitorIds: [] });
  const empty = await admin.submit(page, `${page}/erase`, { by: "userId", who: " " });
  assert.equal(empty.statusCode, 400);
});

test("others than admins neither see the page nor send its forms", async () => {
  const editor = await site.signInAs({ email: "editor@example.com", roles: { [shop]: "editor" } });
  assert.equal((await editor.get(page)).statusCode, 403);
  const { body } = await editor.get(`/projects/${shop}/settings`);
  assert.ok(!body.includes("/settings/privacy"));
  for (const path of [page, `${page}/preset`, `${page}/erase`]) {
    assert.equal((await editor.post(path, FORM)).statusCode, 403, path);
  }
});
