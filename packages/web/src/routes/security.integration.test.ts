import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addMember, authenticateKey, createKey } from "@heliometer/accounts";
import type { TestBrowser } from "../testing/browser.ts";
import { addConnection } from "../testing/connections.ts";
import { codeOf, protect } from "../testing/second-factor.ts";
import { openSite, PASSWORD, type Site } from "../testing/site.ts";

const PATH = "/account/security";
const NEXT = "eight quiet harbours";

let site: Site;
let projectId: string;
let people = 0;
before(async () => {
  site = await openSite();
  projectId = await site.addProject("Shop");
});
after(() => site.close());

async function addPerson() {
  people += 1;
  const email = `person${people}@example.com`;
  return Object.assign(await site.signInAs({ email, roles: { [projectId]: "viewer" } }), { email });
}

async function signInAgain(email: string, password = PASSWORD): Promise<TestBrowser> {
  const browser = site.browser();
  const answer = await browser.submit("/sign-in", "/sign-in", { email, password, next: "/account" });
  assert.equal(answer.headers.location, "/account");
  return browser;
}

test("a new password signs out every other browser and keeps this one and the connections", async () => {
  const person = await addPerson();
  const other = await signInAgain(person.email);
  await addConnection(site, { userId: person.userId, clientName: "Claude", projectIds: [projectId] });
  site.clock.now += 1_000;
  const fields = { currentPassword: PASSWORD, password: NEXT };
  const done = await person.submit(PATH, `${PATH}/password`, fields);
  assert.equal(done.statusCode, 303);
  assert.match((await person.get(String(done.headers.location))).body, /every other browser is signed out/);
  assert.equal((await other.get("/account")).statusCode, 303);
  assert.match((await person.get("/account")).body, /Claude/);
  await signInAgain(person.email, NEXT);
});

test("a new password ends connections and personal tokens where that was ticked", async () => {
  const person = await addPerson();
  const actor = { kind: "user", userId: person.userId, sessionId: "-" } as const;
  const { key } = await createKey({ ...site.operator, actor }, { kind: "personal", name: "Mistral" });
  await addConnection(site, { userId: person.userId, clientName: "Claude", projectIds: [projectId] });
  const fields = { currentPassword: PASSWORD, password: NEXT, endConnections: "yes" };
  assert.equal((await person.submit(PATH, `${PATH}/password`, fields)).statusCode, 303);
  assert.doesNotMatch((await person.get("/account")).body, /Claude/);
  assert.equal(await authenticateKey(site.operator, key), null);
});

test("a wrong or too short password changes nothing, and says which of the two it is", async () => {
  const person = await addPerson();
  const wrong = await person.submit(PATH, `${PATH}/password`, { currentPassword: "no", password: NEXT });
  assert.equal(wrong.statusCode, 400);
  assert.match(wrong.body, /role="alert">The password: is not your password\./);
  const short = await person.submit(PATH, `${PATH}/password`, { currentPassword: PASSWORD, password: "short" });
  assert.match(short.body, /role="alert">Password: must have at least 10 characters/);
  assert.doesNotMatch(short.body, /value="short"/);
  await signInAgain(person.email);
});

test("who guesses the password in an open browser has to wait, and is told how long", async () => {
  const person = await addPerson();
  const guess = () => person.submit(PATH, `${PATH}/password`, { currentPassword: "no", password: NEXT });
  for (let index = 0; index < 5; index += 1) assert.equal((await guess()).statusCode, 400);
  const waiting = await guess();
  assert.equal(waiting.statusCode, 429);
  assert.equal(waiting.headers["retry-after"], "30");
  assert.match(waiting.body, /role="alert">Too many tries\. Please wait 30 seconds/);
});

test("the sessions are listed, one is ended, then all others, and nobody ends a stranger's", async () => {
  const person = await addPerson();
  const [second, third] = [await signInAgain(person.email), await signInAgain(person.email)];
  const stranger = await addPerson();
  const page = await person.get(PATH);
  assert.equal(page.body.match(/this browser/g)?.length, 1);
  const paths = [...page.body.matchAll(/action="(\/account\/security\/sessions\/[0-9a-f]+\/end)"/g)].map(
    ([, path]) => path ?? "",
  );
  assert.equal(paths.length, 2);
  const token = /name="token" value="([^"]+)"/.exec((await stranger.get(PATH)).body)?.[1] ?? "";
  assert.equal((await stranger.post(paths[0] ?? "", { token })).statusCode, 404);
  await person.submit(PATH, paths[0] ?? "", {});
  const living = async () =>
    (await Promise.all([second, third].map((browser) => browser.get("/account")))).filter(
      ({ statusCode }) => statusCode === 200,
    ).length;
  assert.equal(await living(), 1);
  const done = await person.submit(PATH, `${PATH}/sessions/end-others`, {});
  assert.match((await person.get(String(done.headers.location))).body, /Every other browser is signed out/);
  assert.equal(await living(), 0);
  assert.equal((await stranger.get("/account")).statusCode, 200);
});

test("a second factor is set up with a QR code, confirmed by its first code, and asks for the password to end", async () => {
  const person = await addPerson();
  const path = `${PATH}/second-factor`;
  const refused = await person.submit(PATH, path, { password: "not this one" });
  assert.match(refused.body, /role="alert">Password: is not your password/);
  assert.equal((await person.submit(PATH, path, { password: PASSWORD })).headers.location, path);
  const page = await person.get(path);
  assert.match(page.body, /<svg xmlns/);
  const secret = (/<code>([A-Z2-7 ]{32,})<\/code>/.exec(page.body)?.[1] ?? "").replaceAll(" ", "");
  assert.match(page.body, new RegExp(`href="otpauth://totp/Heliometer:[^"]+secret=${secret}`));
  const wrong = await person.submit(path, `${path}/confirm`, { code: "000000" });
  assert.match(wrong.body, /is not the code that the app shows/);
  const codes = await person.submit(path, `${path}/confirm`, { code: codeOf(secret, site.clock.now) });
  assert.equal(codes.body.match(/[a-z2-7]{4}(?:-[a-z2-7]{4}){3}/g)?.length, 10);
  assert.match((await person.get(PATH)).body, /On since Nov 21, 2026.*10 of 10 recovery codes are left/);
  assert.equal((await person.get(path)).statusCode, 404);
  const kept = await person.submit(PATH, path, { password: PASSWORD });
  assert.equal(kept.statusCode, 409);
  const token = /name="token" value="([^"]+)"/.exec((await person.get(PATH)).body)?.[1] ?? "";
  assert.equal((await person.post(`${path}/end`, { token, password: "not this one" })).statusCode, 400);
  assert.equal((await person.post(`${path}/end`, { token, password: PASSWORD })).statusCode, 303);
  await signInAgain(person.email);
});

test("new recovery codes replace the old ones on the page", async () => {
  const person = await addPerson();
  const { recoveryCodes } = await protect(site, person.userId);
  const token = /name="token" value="([^"]+)"/.exec((await person.get(PATH)).body)?.[1] ?? "";
  const { body } = await person.post(`${PATH}/second-factor/codes`, { token, password: PASSWORD });
  assert.equal(body.match(/[a-z2-7]{4}(?:-[a-z2-7]{4}){3}/g)?.length, 10);
  assert.ok(!body.includes(recoveryCodes[0] ?? "?"));
});

test("a person deletes their account with its address and password, and is signed out everywhere", async () => {
  const person = await addPerson();
  const other = await signInAgain(person.email);
  const wrong = await person.submit(PATH, `${PATH}/delete`, {
    confirmation: "somebody@example.com",
    password: PASSWORD,
  });
  assert.equal(wrong.statusCode, 400);
  assert.match(wrong.body, /must be the e-mail address of the account/);
  assert.match(wrong.body, /<details open/);
  const fields = { confirmation: person.email, password: PASSWORD };
  assert.equal((await person.submit(PATH, `${PATH}/delete`, fields)).headers.location, "/sign-in");
  assert.equal((await other.get("/account")).statusCode, 303);
  const again = await site.browser().submit("/sign-in", "/sign-in", { email: person.email, password: PASSWORD });
  assert.equal(again.statusCode, 401);
});

test("one project is taken out of a connection, and all connections are ended at once", async () => {
  const person = await addPerson();
  const blog = await site.addProject("Blog");
  await addMember(site.operator, { projectId: blog, email: person.email, role: "viewer" });
  const one = await addConnection(site, { userId: person.userId, clientName: "Claude", projectIds: [projectId, blog] });
  await addConnection(site, { userId: person.userId, clientName: "Cursor", projectIds: [projectId] });
  const removed = await person.submit("/account", `/account/connections/${one}/projects/${projectId}/remove`, {});
  assert.match((await person.get(String(removed.headers.location))).body, /does not read this project any more/);
  const left = await site.db.selectFrom("oauth_grant_projects").selectAll().where("grant_id", "=", one).execute();
  assert.deepEqual(left, [{ grant_id: one, project_id: blog }]);
  const ended = await person.submit("/account", "/account/connections/revoke-all", {});
  const { body } = await person.get(String(ended.headers.location));
  assert.match(body, /All of your connections are ended/);
  assert.match(body, /No assistant is connected/);
});
