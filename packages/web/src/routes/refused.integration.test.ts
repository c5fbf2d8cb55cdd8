import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type RefusedRecord, recordRefused } from "@heliometer/accounts";
import type { TestBrowser } from "../testing/browser.ts";
import { NOW, openSite, type Site } from "../testing/site.ts";

let site: Site;
let shop: string;
let path: string;
let admin: TestBrowser;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  path = `/projects/${shop}/settings/refused`;
  admin = await site.signInAs({ email: "admin@example.com", roles: { [shop]: "admin" } });
});
after(() => site.close());

test("a project of which nothing was refused says so", async () => {
  assert.match((await admin.get(path)).body, /Nothing was refused in the last seven days/);
});

test("admins read how much was left out for which reason, and what was sent, with a stranger's marks escaped", async () => {
  const counts = [
    { projectId: shop, reason: "invalid_field", events: 1_234 },
    { projectId: shop, reason: "agent_of_bot", events: 56 },
  ];
  await recordRefused(site.operator, {
    records: [recordOf(shop), recordOf(shop, { isWhole: false, body: "cut" })],
    counts,
  });
  const { body } = await admin.get(path);
  for (const text of ["1,234", "A field is wrong", "Bots and crawlers", "Too long to be kept whole", "/api/t/e"]) {
    assert.ok(body.includes(text), text);
  }
  assert.ok(body.includes("&lt;script&gt;alert(1)&lt;/script&gt;"));
  assert.ok(!body.includes("<script>alert"));
  assert.match(body, /aria-current="page">Refused events/);
  const filtered = await admin.get(`${path}?reason=invalid_field`);
  assert.match(filtered.body, /Kept events: A field is wrong/);
  assert.ok(!(await admin.get(`${path}?reason=body_unreadable`)).body.includes("Send again"));
});

test("sending again hands the events to the door and says what came of it", async () => {
  const answer = await admin.submit(path, path, {});
  assert.equal(answer.statusCode, 303);
  const { body } = await admin.get(String(answer.headers.location));
  assert.match(body, /Sent again: 1 taken, 0 refused again, 1 not kept whole/);
  assert.deepEqual(
    site.resent.map(({ projectId, kind, at }) => [projectId, kind, at]),
    [[shop, "/api/t/e", NOW]],
  );
});

test("editors see neither the page nor the tab", async () => {
  const editor = await site.signInAs({ email: "editor@example.com", roles: { [shop]: "editor" } });
  assert.equal((await editor.get(path)).statusCode, 403);
  assert.ok(!(await editor.get(`/projects/${shop}/settings`)).body.includes("settings/refused"));
});

function recordOf(projectId: string, change: Partial<RefusedRecord> = {}): RefusedRecord {
  return {
    projectId,
    at: NOW,
    reason: "invalid_field",
    detail: "path: is missing.",
    kind: "/api/t/e",
    body: '{"title":"<script>alert(1)</script>"}',
    isWhole: true,
    circumstances: "{}",
    visitorId: null,
    ...change,
  };
}
