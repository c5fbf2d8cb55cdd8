import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createUser, findProject, findUser, readInstance } from "@heliometer/accounts";
import { openTestBrowser, type TestBrowser } from "../testing/browser.ts";
import { openSite, PASSWORD, type Site } from "../testing/site.ts";

type Member = TestBrowser & { userId: string };

const PAGES = ["organizations", "users", "mcp", "registration", "health"].map((name) => `/admin/${name}`);

let site: Site;
let shop: string;
let owner: Member;
let operator: TestBrowser;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  owner = await site.signInAs({ email: "owner@example.com", roles: { [shop]: "owner" } });
  await createUser(site.operator, { email: "op@example.com", name: "Olga", password: PASSWORD, isOperator: true });
  operator = openTestBrowser(site.app);
  await operator.submit("/sign-in", "/sign-in", { email: "op@example.com", password: PASSWORD, next: "/" });
});
after(() => site.close());

test("to everybody but operators there is nothing at these addresses, and no form of theirs does anything", async () => {
  for (const path of ["/admin", ...PAGES, `/admin/users/${owner.userId}`]) {
    assert.equal((await owner.get(path)).statusCode, 404, path);
    assert.equal((await site.browser().get(path)).statusCode, 303, path);
  }
  assert.doesNotMatch((await owner.get("/")).body, /href="\/admin"/);
  const token = /name="token" value="([^"]+)"/.exec((await owner.get("/account")).body)?.[1] ?? "";
  const forms: [string, Record<string, string>][] = [
    ["/admin/organizations", { name: "Mine" }],
    [`/admin/organizations/${site.organizationId}/plan`, { plan: "growth" }],
    ["/admin/mcp", { mcpEnabled: "no" }],
    ["/admin/users", { email: "new@example.com", name: "New" }],
    [`/admin/users/${owner.userId}/operator`, { isOperator: "yes" }],
    [`/admin/users/${owner.userId}/password`, {}],
    [`/admin/users/${owner.userId}/delete`, { confirmation: "owner@example.com" }],
  ];
  for (const [path, fields] of forms)
    assert.equal((await owner.post(path, { token, ...fields })).statusCode, 404, path);
  assert.equal((await readInstance(site)).mcpEnabled, true);
  assert.equal((await findUser(site.operator, { userId: owner.userId })).isOperator, false);
  assert.equal((await findProject(site.operator, { projectId: shop })).plan, "starter");
});

test("operators find the pages from everywhere", async () => {
  assert.match((await operator.get("/")).body, /<a href="\/admin">Operation<\/a>/);
  assert.equal((await operator.get("/admin")).headers.location, "/admin/organizations");
  for (const path of PAGES) assert.equal((await operator.get(path)).statusCode, 200, path);
});

test("an organization is added and put on another plan, which holds for its projects", async () => {
  await operator.submit("/admin/organizations", "/admin/organizations", { name: "Branch" });
  const path = `/admin/organizations/${site.organizationId}/plan`;
  const done = await operator.submit("/admin/organizations", path, { plan: "growth" });
  const { body } = await operator.get(String(done.headers.location));
  assert.match(body, /The plan is changed/);
  assert.match(body, /Branch/);
  assert.equal((await findProject(site.operator, { projectId: shop })).plan, "growth");
  assert.equal((await operator.submit("/admin/organizations", path, { plan: "premium" })).statusCode, 400);
  const empty = await operator.submit("/admin/organizations", "/admin/organizations", { name: " " });
  assert.match(empty.body, /Name.*must not be empty/s);
});

test("a user gets a password that is shown once and works, becomes an operator, and is deleted by their address", async () => {
  const made = await operator.submit("/admin/users", "/admin/users", { email: "new@example.com", name: "Nora" });
  const password = /<code>([\w-]{20})<\/code>/.exec(made.body)?.[1] ?? "";
  const signIn = await site.browser().submit("/sign-in", "/sign-in", { email: "new@example.com", password, next: "/" });
  assert.equal(signIn.statusCode, 303);
  const found = (await operator.get("/admin/users?search=NORA")).body;
  assert.doesNotMatch(found, /owner@example\.com/);
  const path = /href="(\/admin\/users\/[^"]+)"/.exec(found)?.[1] ?? "";
  await operator.submit(path, `${path}/operator`, { isOperator: "yes" });
  assert.equal((await findUser(site.operator, { email: "new@example.com" })).isOperator, true);
  const wrong = await operator.submit(path, `${path}/delete`, { confirmation: "somebody" });
  assert.match(wrong.body, /must be the e-mail address of the account: new@example\.com/);
  await operator.submit(path, `${path}/delete`, { confirmation: "new@example.com" });
  assert.match((await operator.get("/admin/users?search=new@")).body, /Nobody fits/);
});

test("a new password signs its person out and the old one does not work any more", async () => {
  const guest = await site.signInAs({ email: "guest@example.com", roles: {} });
  const path = `/admin/users/${guest.userId}`;
  const { body } = await operator.submit(path, `${path}/password`, { endSecondFactor: "yes" });
  const password = /<code>([\w-]{20})<\/code>/.exec(body)?.[1] ?? "";
  assert.equal((await guest.get("/account")).statusCode, 303);
  const credentials = { email: "guest@example.com", next: "/" };
  assert.equal((await guest.submit("/sign-in", "/sign-in", { ...credentials, password: PASSWORD })).statusCode, 401);
  assert.equal((await guest.submit("/sign-in", "/sign-in", { ...credentials, password })).statusCode, 303);
});

test("the last operator stays one, and is told why", async () => {
  const { id } = await findUser(site.operator, { email: "op@example.com" });
  const path = `/admin/users/${id}`;
  const { body, statusCode } = await operator.submit(path, `${path}/operator`, { isOperator: "no" });
  assert.equal(statusCode, 409);
  assert.match(body, /An instance needs an operator\. Make somebody else one first\./);
  assert.equal((await operator.get("/admin")).statusCode, 303);
});

test("the switch, the cap and the plan of new organizations are kept", async () => {
  await operator.submit("/admin/mcp", "/admin/mcp", { mcpEnabled: "no" });
  assert.equal((await readInstance(site)).mcpEnabled, false);
  await operator.submit("/admin/mcp", "/admin/mcp", { mcpEnabled: "yes" });
  await operator.submit("/admin/mcp", "/admin/mcp", { maximumMcpPrivilege: "editor", defaultPlan: "free" });
  assert.deepEqual(await readInstance(site), {
    mcpEnabled: true,
    maximumMcpPrivilege: "editor",
    defaultPlan: "free",
  });
  const fields = { maximumMcpPrivilege: "owner" };
  assert.equal((await operator.submit("/admin/mcp", "/admin/mcp", fields)).statusCode, 400);
});

test("health tells what is wrong in words", async () => {
  assert.match((await operator.get("/admin/health")).body, /All is well\..*SQLite answers.*DuckDB answers/s);
  Object.assign(site.health, { eventStore: false, refusing: "disk_full", backlogEntries: 1_234 });
  const { body } = await operator.get("/admin/health");
  assert.match(body, /Something needs a look\..*DuckDB does not answer.*the disk is nearly full\. Make room\..*1,234/s);
});
