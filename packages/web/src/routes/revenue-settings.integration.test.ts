import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { readRevenueSettings, storeSpend } from "@heliometer/revenue";
import { tokenOf } from "../testing/browser.ts";
import { openSite, type Site } from "../testing/site.ts";

const FIXTURES = new URL("../../../revenue/fixtures/", import.meta.url);

let site: Site;
let shop: string;
let page: string;
let admin: Awaited<ReturnType<Site["signInAs"]>>;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Shop");
  page = `/projects/${shop}/settings/revenue`;
  admin = await site.signInAs({ email: "admin@example.com", roles: { [shop]: "admin" } });
});
after(() => site.close());

/** Sends a form with a file as browsers do, with the token of the page's form. */
async function upload(
  path: string,
  file: string | Uint8Array<ArrayBuffer>,
  { fields = {}, from = admin }: { fields?: Record<string, string>; from?: typeof admin } = {},
) {
  const form = new FormData();
  form.set("token", tokenOf((await from.get(page)).body, path));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new File([file], "report.csv", { type: "text/csv" }));
  return sendForm(path, form, from);
}

async function sendForm(path: string, form: FormData, from = admin) {
  const encoded = new Response(form);
  return site.app.inject({
    method: "POST",
    url: path,
    headers: {
      cookie: [...from.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      "content-type": encoded.headers.get("content-type") ?? "",
    },
    payload: Buffer.from(await encoded.arrayBuffer()),
  });
}

/** The fields of the form of a page that goes to `action`. */
function fieldsOf(body: string, action: string): FormData {
  const part = body.split("<form ").find((each) => each.includes(`action="${action}"`)) ?? "";
  const form = new FormData();
  for (const [, name = "", value = ""] of part.split("</form>")[0]?.matchAll(/name="([^"]+)" value="([^"]*)"/g) ?? []) {
    form.set(name, value);
  }
  return form;
}

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(name, FIXTURES)));
const storedSpend = () => site.db.selectFrom("spend").selectAll().where("project_id", "=", shop).execute();

test("a report is shown first, and stored when its form is sent", async () => {
  const shown = await upload(`${page}/spend`, fixture("spend/google-ads-de.csv"));
  assert.equal(shown.statusCode, 200);
  assert.match(shown.body, /A report of Google Ads\. 5 rows read\./);
  assert.match(shown.body, /decimal comma/);
  assert.match(shown.body, /3 rows are new, 0 restate what is stored, 0 say the same/);
  assert.match(shown.body, /Nov 2026<\/th>\s*<td data-label="Spent" class="number">€2,233\.63/);
  assert.deepEqual(await storedSpend(), []);
  const stored = await sendForm(`${page}/spend/store`, fieldsOf(shown.body, `${page}/spend/store`));
  assert.equal(stored.statusCode, 303, stored.body);
  const { body } = await admin.get(String(stored.headers.location));
  assert.match(body, /role="status">Stored: 3 new rows, 0 restated, 0 as they were/);
  assert.match(body, /€2,233\.63/);
  assert.equal((await storedSpend()).length, 3);
});

test("rows at fault are told line by line in the reader's language, and cannot be stored", async () => {
  const before = await storedSpend();
  const refused = await upload(`${page}/spend`, fixture("spend/own-faults.csv"));
  assert.equal(refused.statusCode, 400);
  assert.match(refused.body, /Nothing can be stored: 11 rows are at fault/);
  assert.match(refused.body, /<th scope="row">2<\/th>\s*<td data-label="Column"><code>amount<\/code>/);
  assert.match(refused.body, /<code>12,50<\/code>/);
  assert.ok(!refused.body.includes(`${page}/spend/store`));
  const form = new FormData();
  form.set("token", tokenOf((await admin.get(page)).body, `${page}/spend`));
  form.set("file", Buffer.from(fixture("spend/own-faults.csv")).toString("base64"));
  assert.equal((await sendForm(`${page}/spend/store`, form)).statusCode, 400);
  assert.deepEqual(await storedSpend(), before);
});

test("a file that is something else, none, or too large says so on the page", async () => {
  for (const [file, sentence] of [
    ["a,b\n1,2\n", /is no table of spend that is known here/],
    ["", /Choose a file first/],
    ["date,channel\n".padEnd(2_097_153, " "), /is larger than 2 MB/],
    ["Day,Campaign,Cost\n2026-11-01,Brand,1.50\n", /names no currency/],
  ] as const) {
    const refused = await upload(`${page}/spend`, file);
    assert.equal(refused.statusCode, 400, String(sentence));
    assert.match(refused.body, sentence);
  }
  const known = await upload(`${page}/spend`, "Day,Campaign,Cost\n2026-11-01,Brand,1.50\n", {
    fields: { currency: "KWD", channel: "Display" },
  });
  assert.match(known.body, /KWD\s?1\.5/);
});

test("rates are stored, what is missing is told until then, and a bad file changes nothing", async () => {
  await storeSpend(site.operator, {
    projectId: shop,
    rows: [
      {
        ...{ date: "2026-11-20", channel: "Display", source: "", medium: "", campaign: "", campaignId: "" },
        ...{ currency: "USD", amount: 1000, impressions: 0, clicks: 0, externalId: "usd-1" },
      },
    ],
  });
  const missing = (await admin.get(page)).body;
  assert.match(
    missing,
    /Rates that are missing[\s\S]*<th scope="row">USD<\/th>\s*<td data-label="Amounts">1<\/td>\s*<td data-label="Since">Nov 20, 2026/,
  );
  assert.match(missing, /No rates are stored/);
  const refused = await upload(`${page}/rates`, fixture("rates/own-faults.csv"));
  assert.equal(refused.statusCode, 400);
  assert.match(refused.body, /5 rows are at fault[\s\S]*<code>0,9249<\/code>/);
  const stored = await upload(`${page}/rates`, fixture("rates/eurofxref-hist.csv"));
  const { body } = await admin.get(String(stored.headers.location));
  assert.match(body, /Stored: 10 new rates; 0 were known for their day/);
  assert.match(body, /10 rates are stored, of Jan 4, 1999 to Nov 20, 2026/);
});

test("how it is counted is decided here, and what cannot be is refused with the field", async () => {
  const form = { attributionModel: "linear", windowDays: "60", grossMarginPercent: "72.5", finiteDiscounts: "yes" };
  const saved = await admin.submit(page, page, form);
  assert.equal(saved.statusCode, 303);
  assert.match((await admin.get(String(saved.headers.location))).body, /value="linear" selected/);
  const decided = { attributionModel: "linear", windowDays: 60, grossMarginPercent: 72.5, finiteDiscounts: true };
  assert.deepEqual(await readRevenueSettings(site.db, shop), decided);
  for (const change of [
    { windowDays: "91" },
    { windowDays: "" },
    { grossMarginPercent: "0" },
    { attributionModel: "luck" },
  ]) {
    const refused = await admin.submit(page, page, { ...form, ...change });
    assert.equal(refused.statusCode, 400);
    assert.match(refused.body, /role="alert"/);
  }
  assert.deepEqual(await readRevenueSettings(site.db, shop), decided);
});

test("a provider is connected, gets other secrets, is asked for its history, and is disconnected", async () => {
  const secret = "whsec_0123456789abcdef0123456789abcdef";
  const made = await admin.submit(page, `${page}/connect`, {
    provider: "stripe",
    name: "Main",
    signingSecret: secret,
    apiKey: "",
  });
  assert.equal(made.statusCode, 303, made.body);
  const { body } = await admin.get(String(made.headers.location));
  const id = /\/api\/v1\/webhooks\/stripe\/([\w-]+)/.exec(body)?.[1] ?? "";
  assert.match(body, /Main · Stripe/);
  assert.ok(body.includes(`http://localhost:3000/api/v1/webhooks/stripe/${id}`));
  assert.match(body, /none so far/);
  assert.ok(!body.includes(secret));
  const part = `${page}/connections/${id}`;
  assert.ok(!body.includes(`${part}/history`), "Without an API key there is no history to read.");
  const wrong = await admin.submit(page, `${part}/secrets`, { signingSecret: "", apiKey: "my password" });
  assert.equal(wrong.statusCode, 400);
  assert.ok(!wrong.body.includes("my password"));
  await admin.submit(page, `${part}/secrets`, { signingSecret: "", apiKey: "rk_test_0123456789abcdef" });
  const started = await admin.submit(page, `${part}/history`, {});
  assert.match((await admin.get(String(started.headers.location))).body, /being read: 0 objects so far/);
  const stopped = await admin.submit(page, `${part}/stop`, {});
  assert.match((await admin.get(String(stopped.headers.location))).body, /stopped after 0 objects[\s\S]*Go on reading/);
  const ended = await admin.submit(page, `${part}/disconnect`, {});
  assert.match(
    (await admin.get(String(ended.headers.location))).body,
    /Disconnected[\s\S]*No payment provider is connected/,
  );
  assert.equal((await admin.post(`${part}/history`, { token: tokenOf(body, page) })).statusCode, 404);
});

test("others than admins neither see the page nor send its forms, and a form of another site is refused", async () => {
  const editor = await site.signInAs({ email: "editor@example.com", roles: { [shop]: "editor" } });
  assert.equal((await editor.get(page)).statusCode, 403);
  for (const path of [page, `${page}/connect`, `${page}/connections/x/disconnect`]) {
    assert.equal((await editor.post(path, {})).statusCode, 403, path);
  }
  for (const path of [`${page}/spend`, `${page}/spend/store`, `${page}/rates`]) {
    assert.equal((await upload(path, "x", { from: editor })).statusCode, 403, path);
    const form = new FormData();
    form.set("file", new File(["x"], "x.csv"));
    assert.equal((await sendForm(path, form)).statusCode, 403, path);
  }
});

test("the page and its faults speak German to a German browser", async () => {
  const form = new FormData();
  form.set("token", tokenOf((await admin.get(page)).body, `${page}/spend`));
  form.set("file", new File([fixture("spend/own-faults.csv")], "x.csv"));
  const encoded = new Response(form);
  const answer = await site.app.inject({
    method: "POST",
    url: `${page}/spend`,
    headers: {
      cookie: [...admin.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      "content-type": encoded.headers.get("content-type") ?? "",
      "accept-language": "de-DE",
    },
    payload: Buffer.from(await encoded.arrayBuffer()),
  });
  assert.match(answer.body, /Nichts kann gespeichert werden: 11 Zeilen sind fehlerhaft/);
  assert.match(answer.body, /muss in ganzen kleinsten Einheiten stehen/);
  const cells = [...answer.body.matchAll(/data-label="Was falsch ist">([^<]*)</g)].map(([, text = ""]) => text);
  assert.equal(cells.length, 11);
  for (const cell of cells) assert.doesNotMatch(cell, /\b(?:must|has|is|the)\b/, cell);
});
