import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createKey } from "@heliometer/accounts";
import { renderErrorPage } from "./error-page.ts";
import type { TestBrowser } from "./testing/browser.ts";
import { clientAsking } from "./testing/recording-interactions.ts";
import { openSite, type Site } from "./testing/site.ts";

const HOSTILE = `"><img src=x onerror=alert(1)>`;
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

let site: Site;
let projectId: string;
let owner: TestBrowser & { userId: string };
let pages: string[];
before(async () => {
  site = await openSite();
  projectId = await site.addProject(HOSTILE);
  owner = await site.signInAs({ email: "owner@example.com", roles: { [projectId]: "owner" } });
  const key = await createKey(site.operator, { kind: "secret", access: "read", projectId, name: HOSTILE });
  const actor = { kind: "user", userId: owner.userId, sessionId: "session" } as const;
  const token = await createKey({ ...site.operator, actor }, { kind: "personal", name: HOSTILE });
  site.interactions.current = clientAsking({
    boundUserId: owner.userId,
    client: { ...clientAsking().client, name: HOSTILE, redirectHost: `${HOSTILE}.example` },
  });
  const project = `/projects/${projectId}`;
  pages = [
    "/",
    project,
    `${project}?period=last_30_days`,
    `${project}/settings`,
    `${project}/settings/keys`,
    `${project}/settings/keys/${key.id}/revoke`,
    `${project}/settings/connections`,
    `${project}/settings/calls`,
    `${project}/settings/refused`,
    `${project}/settings/privacy`,
    `${project}/settings/revenue`,
    `${project}/settings/connect`,
    `${project}/settings/diagnosis`,
    `${project}/settings/members`,
    `${project}/settings/members/${owner.userId}/remove`,
    `${project}/settings/delete`,
    "/account",
    "/account/security",
    `/account/tokens/${token.id}/revoke`,
    "/connect/uid-1",
  ];
});
after(() => site.close());

test("every page answers a member with a whole document", async () => {
  for (const path of pages) {
    const response = await owner.get(path);
    assert.equal(response.statusCode, 200, path);
    assert.equal(response.headers["content-type"], "text/html; charset=utf-8");
    assert.match(response.body, /^<!doctype html>\n<html lang="en">/);
    assert.match(response.body, /<title>[^<]+ · Heliometer<\/title>/);
    assert.equal(response.body.match(/<h1>/g)?.length, 1, `${path} has one main heading.`);
    assert.match(response.body, /<main id="content">/);
    assert.match(response.body, /<a class="skip" href="#content">/);
  }
});

test("every page, redirect and error carries the headers that keep it safe", async () => {
  const answers = [
    ...(await Promise.all(pages.map((path) => owner.get(path)))),
    await site.browser().get("/sign-in"),
    await site.browser().get("/"),
    await owner.get("/projects/unknown"),
    await owner.get(`/projects/${projectId}?period=never`),
    await owner.get("/connect/unknown"),
    await owner.post("/account/tokens", { name: "No token" }),
  ];
  for (const { headers } of answers) {
    assert.ok(String(headers["content-security-policy"]).startsWith(POLICY));
    assert.equal(headers["x-frame-options"], "DENY");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["strict-transport-security"], undefined);
  }
});

test("forms may lead to another origin only on the way through an authorization, and only the dashboard asks for more", async () => {
  const policyOf = async (path: string) => String((await owner.get(path)).headers["content-security-policy"]);
  assert.equal(await policyOf("/account"), `${POLICY}; script-src 'self'; form-action 'self'`);
  const dashboard = await policyOf(`/projects/${projectId}`);
  assert.equal(dashboard, `${POLICY}; script-src 'self'; connect-src 'self'; form-action 'self'`);
  assert.equal(await policyOf("/connect/uid-1"), `${POLICY}; script-src 'self'`);
  const signIn = await site.browser().get("/sign-in?next=/connect/uid-1");
  assert.equal(signIn.headers["content-security-policy"], POLICY);
});

test("names of projects, keys and clients are text wherever they stand", async () => {
  for (const path of pages) {
    const { body } = await owner.get(path);
    assert.ok(!body.includes("<img src=x"), path);
  }
  assert.match(
    (await owner.get("/connect/uid-1")).body,
    /<h1>Connect &quot;&gt;&lt;img src=x onerror=alert\(1\)&gt;\?<\/h1>/,
  );
});

test("no page holds an inline script, an inline style or a handler, and files of ours stand where they are needed", async () => {
  const namesOn = (body: string) =>
    [...body.matchAll(/<script src="\/assets\/([a-z]+)\.[0-9a-f]{12}\.js" defer><\/script>/g)].map(([, name]) => name);
  for (const path of pages) {
    const { body } = await owner.get(path);
    const rest = body.replaceAll(/<script src="[^"]+" defer><\/script>/g, "");
    assert.doesNotMatch(rest, /<script|<style|\sstyle="|\son[a-z]+="/i, path);
    assert.equal(namesOn(body)[0], "page", path);
    assert.equal(namesOn(body).includes("consent"), path.startsWith("/connect/"), path);
    assert.equal(namesOn(body).includes("dashboard"), /^\/projects\/[\w-]+(\?|$)/.test(path), path);
  }
  assert.deepEqual(namesOn((await site.browser().get("/sign-in")).body), []);
});

test("on https the cookies are bound to this host and the browser is told to stay on https", async () => {
  const secure = await openSite({ publicUrl: "https://analytics.example.com" });
  const member = await secure.signInAs({ email: "a@example.com", roles: {} });
  const { headers, cookies } = await secure.browser().get("/sign-in");
  assert.equal(headers["strict-transport-security"], "max-age=31536000");
  const [form] = cookies;
  assert.equal(form?.name, "__Host-heliometer-form");
  assert.deepEqual([...member.cookies.keys()].sort(), ["__Host-heliometer-device", "__Host-heliometer"].sort());
  for (const text of String(headers["set-cookie"]).split(/,(?=[^ ])/)) {
    assert.match(text, /HttpOnly/);
    assert.match(text, /Secure/);
    assert.match(text, /SameSite=Lax/);
    assert.match(text, /Path=\//);
  }
  await secure.close();
});

test("people who are not signed in are sent to sign in and come back to where they were", async () => {
  for (const path of pages) {
    const response = await site.browser().get(path);
    assert.equal(response.statusCode, 303, path);
    assert.equal(response.headers.location, `/sign-in?${new URLSearchParams({ next: path })}`);
  }
});

test("an error page escapes what it is given and brings its own headers", () => {
  const page = renderErrorPage({ status: 500, title: HOSTILE, message: HOSTILE, requestId: HOSTILE });
  assert.ok(!page.html.includes("<img src=x"));
  assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
  assert.equal(page.headers["x-frame-options"], "DENY");
  assert.equal(page.headers["strict-transport-security"], undefined);
  const secure = renderErrorPage({ status: 500, title: "", message: "", requestId: "", secure: true });
  assert.equal(secure.headers["strict-transport-security"], "max-age=31536000");
});
