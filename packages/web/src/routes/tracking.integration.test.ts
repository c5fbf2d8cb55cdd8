import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listKeys } from "@heliometer/accounts";
import { openSite, pageView, type Site } from "../testing/site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

test("an admin makes the key for pages once, and then reads the lines to paste with it", async () => {
  const projectId = await site.addProject("Shop");
  const path = `/projects/${projectId}/settings/tracking`;
  const admin = await site.signInAs({ email: "ada@example.com", roles: { [projectId]: "admin" } });
  assert.doesNotMatch((await admin.get(path)).body, /tracker\.js/);
  const made = await admin.submit(path, path, {});
  assert.deepEqual([made.statusCode, made.headers.location], [303, `${path}?done=created`]);
  const shown = (await admin.get(`${path}?done=created`)).body;
  const keys = await listKeys(site.operator, { projectId });
  assert.equal(keys.length, 1);
  const key = keys[0]?.publicValue ?? "";
  assert.match(key, /^hm_pk_/);
  const tag = `&lt;script defer src=&quot;http://localhost:3000/tracker.js&quot; data-api-key=&quot;${key}&quot;&gt;&lt;/script&gt;`;
  assert.ok(shown.includes(tag), shown);
  assert.ok(shown.includes(`apiKey: &quot;${key}&quot;, apiUrl: &quot;http://localhost:3000&quot;`), shown);
  assert.match(shown, /The key is there/);
});

test("who is no admin does not see the page", async () => {
  const projectId = await site.addProject("Blog");
  const editor = await site.signInAs({ email: "eve@example.com", roles: { [projectId]: "editor" } });
  assert.equal((await editor.get(`/projects/${projectId}/settings/tracking`)).statusCode, 403);
});

test("the page tells whether an event has arrived, and when the last one did", async () => {
  const projectId = await site.addProject("News");
  const path = `/projects/${projectId}/settings/tracking`;
  const admin = await site.signInAs({ email: "grace@example.com", roles: { [projectId]: "admin" } });
  await admin.submit(path, path, {});
  const before = (await admin.get(path)).body;
  assert.match(before, /Has an event arrived\?.*Not yet\..*settings\/refused/s);
  await site.store.append([pageView(projectId, {})]);
  assert.match(
    (await admin.get(`${path}?look=again`)).body,
    /Yes: the last one on 21 Nov 2026, 12:59|Yes: the last one on Nov 21, 2026, 12:59/,
  );
});
