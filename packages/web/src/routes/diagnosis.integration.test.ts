import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { newId } from "@heliometer/core";
import type { OauthStepRow } from "@heliometer/db";
import type { TestBrowser } from "../testing/browser.ts";
import { NOW, openSite, type Site } from "../testing/site.ts";

type Member = TestBrowser & { userId: string };

let site: Site;
let path: string;
let admin: Member;
let editor: Member;
before(async () => {
  site = await openSite();
  const shop = await site.addProject("Shop");
  path = `/projects/${shop}/settings/diagnosis`;
  admin = await site.signInAs({ email: "admin@example.com", roles: { [shop]: "admin" } });
  editor = await site.signInAs({ email: "editor@example.com", roles: { [shop]: "editor" } });
});
after(() => site.close());
beforeEach(() => site.db.deleteFrom("oauth_steps").execute());

async function addStep(changes: Partial<OauthStepRow>): Promise<void> {
  const step: OauthStepRow = {
    id: newId(),
    flow_id: newId(),
    at: NOW - 60_000,
    client_id: "client-1",
    client_name: "Cursor",
    redirect_host: "www.cursor.com",
    user_id: editor.userId,
    step: "authorize",
    outcome: "ok",
    reason: null,
    detail: null,
    ...changes,
  };
  await site.db.insertInto("oauth_steps").values(step).execute();
}

test("a refusal is told in plain words with what to do next", async () => {
  await addStep({ outcome: "refused", reason: "invalid_redirect_uri", detail: "redirect_uri <b>did not match</b>" });
  const { body } = await admin.get(path);
  assert.match(body, /Cursor was refused: it asked for the address www\.cursor\.com, which it had not registered\./);
  assert.match(body, /What to do: Remove Heliometer from the app, then add it again/);
  assert.match(body, /by editor@example\.com/);
  assert.match(body, /In the server’s words: redirect_uri &lt;b&gt;did not match&lt;\/b&gt;/);
});

test("the address that is named is the one that was asked for, not the one that was registered", async () => {
  await addStep({ step: "register", flow_id: "client-1", redirect_host: "assistant.example", at: NOW - 90_000 });
  const refusal = { outcome: "refused", reason: "invalid_redirect_uri", redirect_host: "elsewhere.example" };
  await addStep(refusal);
  const { body } = await admin.get(path);
  assert.match(body, /Its address: assistant\.example/);
  assert.match(body, /it asked for the address elsewhere\.example, which it had not registered/);
});

test("every error code and every way to end well has its own sentence", async () => {
  const sentences: [Partial<OauthStepRow>, RegExp][] = [
    [{ step: "register", outcome: "refused", reason: "invalid_redirect_uri" }, /wanted to register the address/],
    [{ step: "register", outcome: "refused", reason: "invalid_client_metadata" }, /description that it gave of itself/],
    [{ step: "register", outcome: "refused", reason: "temporarily_unavailable" }, /too many apps registered/],
    [{ step: "token", outcome: "refused", reason: "invalid_client" }, /registration is not known here any more/],
    [{ step: "token", outcome: "refused", reason: "invalid_grant" }, /approval that it showed was too old/],
    [{ step: "refresh", outcome: "refused", reason: "invalid_grant" }, /its access has ended/],
    [
      { outcome: "refused", reason: "invalid_target" },
      /Enter exactly http:\/\/localhost:3000\/api\/v1\/mcp in the app/,
    ],
    [{ outcome: "refused", reason: "invalid_scope" }, /something that this server does not give/],
    [{ outcome: "refused", reason: "server_error" }, /something went wrong on this server/],
    [{ outcome: "refused", reason: "request_not_supported" }, /not complete or not right \(request_not_supported\)/],
    [{ step: "consent", outcome: "declined", reason: "access_denied" }, /was declined on the consent page/],
    [{ step: "authorize" }, /Nobody has answered on the consent page/],
    [{ step: "register" }, /has asked nobody to sign in yet/],
    [{ step: "consent" }, /was approved, and has not fetched its access yet/],
    [{ step: "token" }, /Cursor is connected, or was\./],
    [{ step: "refresh" }, /it renewed its access/],
    [{ step: "revoke" }, /gave its access back/],
  ];
  for (const [step, sentence] of sentences) {
    await site.db.deleteFrom("oauth_steps").execute();
    await addStep(step);
    assert.match((await admin.get(path)).body, sentence);
  }
});

test("an app's name and host are text, and each app stands for itself", async () => {
  await addStep({ client_name: `"><script>1</script>`, redirect_host: "evil.example" });
  await addStep({ client_name: "Claude", redirect_host: "claude.ai", client_id: "client-2" });
  const { body } = await admin.get(path);
  assert.doesNotMatch(body, /<script>/);
  assert.equal(body.match(/<h3>/g)?.length, 2);
});

test("editors see their own attempts, admins those of members, and nobody a stranger's", async () => {
  const stranger = await site.signInAs({ email: "stranger@example.com", roles: {} });
  await addStep({ client_name: "Of the admin", user_id: admin.userId });
  await addStep({ client_name: "Of the editor", user_id: editor.userId });
  await addStep({ client_name: "Of a stranger", user_id: stranger.userId });
  const own = (await editor.get(path)).body;
  assert.match(own, /Of the editor/);
  assert.match(own, /You see your own attempts/);
  assert.doesNotMatch(own, /Of the admin|Of a stranger/);
  const all = (await admin.get(path)).body;
  assert.match(all, /Of the admin/);
  assert.match(all, /Of the editor/);
  assert.doesNotMatch(all, /Of a stranger/);
  assert.equal((await stranger.get(path)).statusCode, 404);
});

test("where nothing was tried, the page leads to the guide", async () => {
  assert.match((await admin.get(path)).body, /No assistant has tried to connect yet\..*How to connect one/s);
});
