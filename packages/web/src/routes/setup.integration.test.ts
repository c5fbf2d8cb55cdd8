import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { listKeys, listProjects, offerSetup } from "@heliometer/accounts";
import type { TestBrowser } from "../testing/browser.ts";
import { openSite, PASSWORD, pageView, type Site } from "../testing/site.ts";

const WHO = { email: "ada@example.com", name: "Ada", password: PASSWORD, organization: "Ada’s shop" };

let site: Site;
let browser: TestBrowser;
let link: string;
beforeEach(async () => {
  site = await openSite();
  browser = site.browser();
  const offered = await offerSetup({ db: site.db, clock: () => site.clock.now });
  link = `/setup?${new URLSearchParams({ token: offered?.token ?? "" })}`;
});
afterEach(() => site.close());

const tokenOf = () => new URLSearchParams(link.split("?")[1]).get("token") ?? "";
const complete = (changes: Partial<typeof WHO> = {}) =>
  browser.submit(link, "/setup", { link: tokenOf(), ...WHO, ...changes });

async function startProject(fields: Record<string, string> = {}): Promise<string> {
  const shop = { name: "Shop", domain: "https://shop.example.com/start", timezone: "Europe/Berlin", currency: "EUR" };
  const made = await browser.submit("/projects/new", "/projects/new", { organizationId: "", ...shop, ...fields });
  assert.equal(made.statusCode, 303, made.body);
  return String(made.headers.location);
}

test("an instance without accounts leads from every page to the explanation where the link is", async () => {
  assert.equal((await browser.get("/")).headers.location, "/sign-in?next=%2F");
  assert.equal((await browser.get("/sign-in?next=%2F")).headers.location, "/setup");
  const { body, statusCode } = await browser.get("/setup");
  assert.equal(statusCode, 200);
  assert.match(body, /prints when it starts/);
  assert.doesNotMatch(body, /<form[^>]+action="\/setup"/);
});

test("the link makes the first account and goes on to the first project; afterwards it explains itself", async () => {
  const done = await complete();
  assert.equal(done.headers.location, "/projects/new");
  assert.equal((await browser.get("/projects/new")).statusCode, 200);
  const late = await site.browser().get(link);
  assert.equal(late.statusCode, 404);
  assert.match(late.body, /This link does not work any more/);
  assert.match(late.body, /start Heliometer again and open the link that it prints/);
  assert.equal((await site.browser().get("/setup")).headers.location, "/");
});

test("a form that is wrong comes back with what was typed, except the password", async () => {
  const { body, statusCode } = await complete({ password: "short" });
  assert.equal(statusCode, 400);
  assert.match(body, /Password: must have at least 10 characters\./);
  assert.match(body, /value="ada@example\.com"/);
  assert.doesNotMatch(body, /value="short"/);
  assert.equal((await complete()).statusCode, 303);
});

test("a link that was not printed, or a form of another site, makes nothing", async () => {
  assert.equal((await browser.get("/setup?token=guess")).statusCode, 404);
  assert.equal((await browser.post("/setup", { link: tokenOf(), ...WHO })).statusCode, 403);
  assert.equal((await site.db.selectFrom("users").selectAll().execute()).length, 0);
});

test("a new project has its domain, zone, currency and public key, and waits for its first event and assistant", async () => {
  await complete();
  const start = await startProject();
  const [project] = await listProjects(site.operator);
  assert.deepEqual(project?.domains, ["shop.example.com"]);
  assert.equal(project?.timezone, "Europe/Berlin");
  const waiting = await browser.get(start);
  assert.equal(waiting.headers.refresh, "5");
  assert.match(waiting.body, /Waiting for the first event/);
  const [key] = await listKeys(site.operator, { projectId: project?.id ?? "" });
  assert.ok(waiting.body.includes(`data-api-key=&quot;${key?.publicValue}&quot;`));
  assert.equal((await browser.get(`${start}?wait=no`)).headers.refresh, undefined);

  await site.store.append([pageView(project?.id ?? "", {})]);
  const arrived = await browser.get(start);
  assert.match(arrived.body, /The first event is here\..*Waiting for the first assistant/s);
});

test("two presses of the button make one project", async () => {
  await complete();
  const first = await startProject();
  assert.equal(await startProject(), first);
  assert.notEqual(await startProject({ name: "Blog" }), first);
});

test("a project with a wrong domain comes back with what was typed and what is allowed", async () => {
  await complete();
  const fields = { name: "Shop", domain: "not a host", timezone: "Asia/Tokyo", currency: "JPY", organizationId: "" };
  const { body, statusCode } = await browser.submit("/projects/new", "/projects/new", fields);
  assert.equal(statusCode, 400);
  assert.match(body, /must be a host name without scheme, port or path/);
  assert.match(body, /value="Asia\/Tokyo" selected/);
  assert.match(body, /value="not a host"/);
});

test("who owns no project is told who can add one, and the list shows no button", async () => {
  await complete();
  const guest = await site.signInAs({ email: "guest@example.com", roles: {} });
  assert.doesNotMatch((await guest.get("/")).body, /href="\/projects\/new"/);
  const { statusCode, body } = await guest.get("/projects/new");
  assert.equal(statusCode, 403);
  assert.match(body, /Only owners of a project, and operators, can add another one/);
});
