import { createRequire } from "node:module";
import { createKey, addMember } from "@heliometer/accounts";
import { generateDemoEvents } from "@heliometer/events";
import { openSite, NOW, PASSWORD } from "./src/testing/site.ts";
import { clientAsking } from "./src/testing/recording-interactions.ts";
const { chromium } = createRequire("/work/main/test/package.json")("playwright-core");
const site = await openSite();
site.clock.now = NOW;
const p = await site.addProject("Demo shop");
const p2 = await site.addProject("Fernweh Reiseblog <script>alert(1)</script>", ["fernweh-reiseblog.example", "www.fernweh-reiseblog.example"]);
const empty = await site.addProject("New project", []);
await site.store.load(generateDemoEvents({ seed: 7, endsAt: NOW, events: 60000, projectId: p, timezone: "Europe/Paris" }));
const owner = await site.signInAs({ email: "owner@example.com", roles: { [p]: "owner", [p2]: "viewer", [empty]: "admin" } });
const solo = await site.signInAs({ email: "solo@example.com", roles: { [p]: "viewer" } });
const ctx = { ...site.operator, actor: { kind: "user" as const, userId: owner.userId, sessionId: "x" } };
await createKey(ctx, { kind: "public", projectId: p, name: "Website" });
await createKey(ctx, { kind: "secret", access: "read", projectId: p, name: "Cursor on my laptop" });
const k = await createKey(ctx, { kind: "secret", access: "full", projectId: p, name: "Shop server" });
const gone = await createKey(ctx, { kind: "secret", access: "full", projectId: p, name: "Old" });
await site.db.updateTable("api_keys").set({ revoked_at: NOW }).where("id", "=", gone.id).execute();
await site.db.updateTable("api_keys").set({ last_used_at: NOW - 3e6 }).where("id", "=", k.id).execute();
await createKey(ctx, { kind: "personal", name: "Mistral" });
const now = NOW;
for (const [id, name, host] of [["c1", "Claude", "claude.ai"], ["c2", "Cursor", "localhost"]] as const) {
  await site.db.insertInto("oauth_clients").values({ id, name, redirect_host: host, metadata: "{}", created_at: now, last_used_at: now } as never).execute();
  await site.db.insertInto("oauth_grants").values({ id: "g" + id, user_id: id === "c1" ? owner.userId : solo.userId, client_id: id, scopes: "analytics:read revenue:read", payload: "{}", created_at: now - 864e5, last_used_at: id === "c1" ? now - 36e5 : null, expires_at: null } as never).execute();
  await site.db.insertInto("oauth_grant_projects").values({ grant_id: "g" + id, project_id: p }).execute();
  await site.db.insertInto("oauth_grant_projects").values({ grant_id: "g" + id, project_id: p2 }).execute();
}
await site.app.listen({ port: 4999, host: "127.0.0.1" });
const O = "http://localhost:4999";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(" ") });
const only = process.argv[2] && process.argv[2] !== "all" ? process.argv[2].split(",") : undefined;
const pages: [string, string][] = [["sign-in", "/sign-in?next=/connect/uid-1"], ["projects", "/"], ["overview", `/projects/${p}`], ["overview30", `/projects/${p}?period=last_30_days`], ["menu", `/projects/${p}`], ["refused", `/projects/${p}?startDate=2026-02-31`], ["filtered", `/projects/${p}?filters=${encodeURIComponent('[{"dimension":"country","operator":"is","values":["FR"]}]')}`], ["empty", `/projects/${empty}`], ["general", `/projects/${p}/settings`], ["keys", `/projects/${p}/settings/keys`], ["keynew", `/projects/${p}/settings/keys`], ["keyrevoke", `/projects/${p}/settings/keys/${k.id}/revoke`], ["connections", `/projects/${p}/settings/connections`], ["guide", `/projects/${p}/settings/connect`], ["account", "/account"], ["consent", "/connect/uid-1"], ["consentlocal", "/connect/uid-1"], ["notfound", "/projects/none"], ["viewer", `/projects/${p2}`]];
const faults: string[] = [];
for (const [variant, scheme, width] of [["light", "light", 1280], ["dark", "dark", 1280], ["phone", "light", 320], ["phonedark", "dark", 320]] as const) {
  if (process.argv[3] && !process.argv[3].split(",").includes(variant)) continue;
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 800 }, javaScriptEnabled: true });
  const page = await context.newPage();
  page.on("console", (m: any) => { if (["error", "warning"].includes(m.type())) faults.push(variant + " " + page.url() + " " + m.text()); });
  const signIn = async () => { await page.goto(O + "/sign-in"); await page.getByLabel(/e-mail/i).fill("owner@example.com"); await page.getByLabel(/password/i).fill(PASSWORD); await page.getByRole("button", { name: /sign in/i }).click(); await page.waitForURL(O + "/"); };
  if (!only || only.includes("sign-in")) { await page.goto(O + "/sign-in?next=/connect/uid-1"); await page.screenshot({ path: `/tmp/shots/sign-in-${variant}.png`, fullPage: true });
   await page.getByLabel(/e-mail/i).fill("owner@example.com"); await page.getByLabel(/password/i).fill("wrong"); await page.getByRole("button", { name: /sign in/i }).click(); await page.screenshot({ path: `/tmp/shots/sign-in-wrong-${variant}.png`, fullPage: true }); }
  await signIn();
  for (const [name, path] of pages) {
    if (name === "sign-in" || (only && !only.includes(name))) continue;
    site.interactions.current = clientAsking({ boundUserId: owner.userId, scopes: ["analytics:read", "revenue:read", "customers:read"], ...(name === "consentlocal" ? { client: { id: "x", name: "Claude Code (evil<b>)", redirectHost: "localhost:51234", redirectUri: "http://localhost:51234/cb", isLocalApp: true } } : {}) });
    await page.goto(O + path);
    if (name === "menu") await page.locator(".menu summary").click();
    if (name === "guide") await page.locator(".fold summary").nth(3).click();
    if (name === "overview30") await page.locator(".behind summary").click();
    if (name === "keynew") { await page.getByLabel("Name").fill("My editor"); await page.getByRole("button", { name: "Create key" }).click(); }
    if (name === "consentlocal") { await page.waitForTimeout(800); await page.getByRole("button", { name: "Approve" }).click(); }
    await page.screenshot({ path: `/tmp/shots/${name}-${variant}.png`, fullPage: true });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) faults.push(`${variant} ${name}: ${overflow}px sideways`);
  }
  await context.close();
}
await browser.close(); await site.close();
console.log(faults.join("\n") || "no faults");
