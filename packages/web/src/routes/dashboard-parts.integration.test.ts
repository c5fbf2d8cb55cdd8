import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { findProject } from "@heliometer/accounts";
import { runReport } from "@heliometer/analytics";
import { generateDemoEvents } from "@heliometer/events";
import { parse } from "csv-parse/sync";
import type { TestBrowser } from "../testing/browser.ts";
import { NOW, openSite, pageView, type Site } from "../testing/site.ts";

const DAY_MS = 86_400_000;
const CHARGE = {
  ...{ kind: "charge" as const, at: NOW - DAY_MS, currency: "EUR", amount: 4_900, count: 1, impressions: 0 },
  ...{ channel: "", source: "", medium: "", campaign: "" },
} as const;

let site: Site;
let shop: string;
let viewer: TestBrowser;
let admin: TestBrowser;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Demo shop");
  const options = { seed: 3, endsAt: NOW, events: 4_000, timezone: "Europe/Paris" };
  await site.store.load(generateDemoEvents({ ...options, projectId: shop }));
  viewer = await site.signInAs({ email: "vera@example.com", roles: { [shop]: "viewer" } });
  admin = await site.signInAs({ email: "ada@example.com", roles: { [shop]: "admin" } });
});
after(() => site.close());

const contextOf = async (projectId: string) => ({
  store: site.store,
  project: await findProject(site.operator, { projectId }),
  now: NOW,
  dashboardUrl: `http://localhost:3000/projects/${projectId}`,
});
const readCsv = (body: string): Record<string, string>[] => parse(body, { columns: true, bom: true });

test("the link of every answer is the address of the dashboard that shows it, and is written by it again", async () => {
  const context = await contextOf(shop);
  const asked = [
    ["overview", { period: "last_week" }],
    ["timeseries", { period: "last_week", interval: "hour" }],
    ["pages", { period: "last_week", sort: "exits" }],
    ["sources", { period: "last_week", groupBy: "channel" }],
    ["locations", { period: "last_week", groupBy: "city" }],
    ["devices", { period: "last_week", groupBy: "browser" }],
    ["events", { period: "last_week", eventName: "signup", property: "method" }],
  ] as const;
  for (const [report, input] of asked) {
    const { meta } = await runReport(context, report, input);
    const { pathname, search } = new URL(meta.links.dashboard);
    const { statusCode, body } = await viewer.get(`${pathname}${search}`);
    assert.equal(statusCode, 200, report);
    const kept = search.replaceAll("&", "&amp;");
    assert.ok(body.includes(`/csv/pages${kept}"`), `${report}: ${search}`);
  }
});

test("a card's views, its file and its list of all rows show what the report says", async () => {
  const { data } = await runReport(await contextOf(shop), "pages", { period: "last_30_days", sort: "entries" });
  const { rows } = data as { rows: { path: string; entries: number }[] };
  const query = "?period=last_30_days&sort=entries";
  const [card, list, csv] = await Promise.all(
    ["", "/all/pages", "/csv/pages"].map((part) => viewer.get(`/projects/${shop}${part}${query}`)),
  );
  assert.match(card?.body ?? "", /aria-current="true">Entry<\/a>/);
  for (const { path, entries } of rows.slice(0, 8)) {
    for (const page of [card, list]) assert.ok(page?.body.includes(`>${path}</a>`), path);
    assert.ok(card?.body.includes(`<td>${entries.toLocaleString("en")}</td>`), path);
  }
  assert.match(String(csv?.headers["content-disposition"]), /attachment; filename="pages\.csv"/);
  const file = readCsv(csv?.body ?? "");
  assert.deepEqual(
    file.slice(0, rows.length).map(({ path, entries }) => ({ path, entries: Number(entries) })),
    rows.map(({ path, entries }) => ({ path, entries })),
  );
});

test("the file holds every row, and the list of all of them goes on from page to page", async () => {
  const project = await site.addProject("Many pages");
  const guest = await site.signInAs({ email: "many@example.com", roles: { [project]: "viewer" } });
  const paths = Array.from({ length: 1_230 }, (_, index) => `/page-${String(index).padStart(4, "0")}`);
  await site.store.append(
    paths.map((path) => pageView(project, { path, title: `Title of ${path}`, ts: NOW - 86_400_000 })),
  );
  const base = `/projects/${project}`;
  const query = "?period=last_7_days";
  const file = readCsv((await guest.get(`${base}/csv/pages${query}`)).body);
  assert.deepEqual(file.map(({ path }) => path).sort(), paths);
  assert.ok(file.every(({ path, title }) => title === `Title of ${path}`));
  const seen: string[] = [];
  for (let next: string | undefined = `${base}/all/pages${query}`; next !== undefined; ) {
    const { body } = await guest.get(next);
    seen.push(...[...body.matchAll(/>(\/page-\d+)<\/a>/g)].map(([, path = ""]) => path));
    next = /href="([^"]+)" rel="next"/.exec(body)?.[1]?.replaceAll("&amp;", "&");
  }
  assert.deepEqual(
    seen,
    file.map(({ path }) => path),
  );
  const last = (await guest.get(`${base}/all/pages${query}&page=13`)).body;
  assert.match(last, /Rows 1,201 to 1,230 of 1,230\.[\s\S]*$/);
  for (const odd of ["0", "-1", "1.5", "101", "x"]) {
    assert.match((await guest.get(`${base}/all/pages${query}&page=${odd}`)).body, /Rows 1 to 100 of 1,230\./);
  }
});

test("a list of more rows than a file holds ends with a word about it, and so does the file's name", async () => {
  const project = await site.addProject("Very many pages");
  const guest = await site.signInAs({ email: "very@example.com", roles: { [project]: "viewer" } });
  const views = Array.from({ length: 10_001 }, (_, index) => pageView(project, { path: `/page-${index}` }));
  await site.store.append(views);
  const { headers, body } = await guest.get(`/projects/${project}/csv/pages`);
  assert.match(String(headers["content-disposition"]), /filename="pages-first-10000\.csv"/);
  assert.equal(readCsv(body).length, 10_000);
  const last = (await guest.get(`/projects/${project}/all/pages?page=100`)).body;
  assert.match(last, /Rows 9,901 to 10,000 of 10,001\. The list ends here/);
  assert.doesNotMatch(last, /rel="next"/);
});

test("the properties of the event that is filtered by are offered, and one of them is listed by its values", async () => {
  const filters = encodeURIComponent('[{"dimension":"eventName","values":["signup"]}]');
  const path = `/projects/${shop}?period=last_90_days&filters=${filters}`;
  const { body } = await viewer.get(path);
  assert.match(body, /property=method#events" data-soft >method<\/a>/);
  const values = await viewer.get(`${path}&property=method`);
  assert.match(values.body, /aria-label="Show only method: email"/);
});

test("cities say in which country they are, beside the map of all countries, which filters by country", async () => {
  const { body } = await viewer.get(`/projects/${shop}?period=last_30_days&groupBy=city`);
  const places = /id="locations"[\s\S]*?<\/section>/.exec(body)?.[0] ?? "";
  assert.match(places, /aria-label="Show only City: Paris, France" >Paris, France<\/a>/);
  const href = /<a href="([^"]+)"[^>]*class="shade-\d">(?:(?!<\/a>)[\s\S])*<title>France: /.exec(places)?.[1] ?? "";
  const to = new URL(href.replaceAll("&amp;", "&"), "http://localhost").searchParams;
  assert.equal(to.get("groupBy"), "city");
  assert.deepEqual(JSON.parse(to.get("filters") ?? ""), [{ dimension: "country", operator: "is", values: ["FR"] }]);
});

test("a filter that is typed stands in the address, beside those that are there", async () => {
  const filters = encodeURIComponent('[{"dimension":"device","operator":"is","values":["mobile"]}]');
  const form = `filters=${filters}&dimension=page&operator=contains&value=+guide+`;
  const { statusCode, headers } = await viewer.get(`/projects/${shop}/filter?period=yesterday&${form}`);
  assert.equal(statusCode, 303);
  const { pathname, searchParams } = new URL(String(headers.location), "http://localhost");
  assert.equal(pathname, `/projects/${shop}`);
  assert.equal(searchParams.get("period"), "yesterday");
  assert.deepEqual(JSON.parse(searchParams.get("filters") ?? ""), [
    { dimension: "device", operator: "is", values: ["mobile"] },
    { dimension: "page", operator: "contains", values: ["guide"] },
  ]);
  const foreign = await viewer.get(`/projects/${shop}/filter?dimension=planet&operator=is&value=Mars`);
  assert.equal((await viewer.get(String(foreign.headers.location))).statusCode, 400);
});

test("who is there now is a fragment that counts anew", async () => {
  const project = await site.addProject("Quiet");
  const guest = await site.signInAs({ email: "guest@example.com", roles: { [project]: "viewer" } });
  assert.match((await guest.get(`/projects/${project}/now`)).body, /<strong>0<\/strong>[\s\S]*Nobody at this moment/);
  await site.store.append([pageView(project, { path: "/hello" })]);
  assert.match((await guest.get(`/projects/${project}/now`)).body, /<strong>1<\/strong>[\s\S]*<span>\/hello<\/span>/);
});

test("money is shown where there is some, and to roles that may see it alone", async () => {
  assert.doesNotMatch((await admin.get(`/projects/${shop}`)).body, /id="revenue"/);
  await site.store.replaceFacts([{ projectId: shop, subject: "customer:hm_cus_1", version: 1, facts: [CHARGE] }]);
  const { body } = await admin.get(`/projects/${shop}`);
  assert.match(body, /<dt>Net revenue<\/dt><dd>€49<\/dd>/);
  assert.match(body, /id="customers"/);
  assert.match(body, /get_revenue \{/);
  assert.doesNotMatch((await viewer.get(`/projects/${shop}`)).body, /id="revenue"|€49/);
  assert.equal((await viewer.get(`/projects/${shop}/csv/revenue`)).statusCode, 403);
  const figures = readCsv((await admin.get(`/projects/${shop}/csv/revenue`)).body);
  assert.equal(figures.find(({ figure }) => figure === "netRevenue")?.value, "49");
});

test("of what came before the chart asks for the figure that it shows, and for nothing else", async () => {
  const { run } = site.store;
  const asked: string[] = [];
  site.store.run = (plan, options) => {
    if (plan.byBucket && plan.totals)
      asked.push(...plan.parts.flatMap(({ measures }) => measures.map(({ name }) => name)));
    return run(plan, options);
  };
  const { body } = await viewer.get(`/projects/${shop}?period=last_7_days`);
  site.store.run = run;
  assert.match(body, /<th scope="col">Before<\/th>/);
  assert.deepEqual(asked.sort(), ["pageViews", "visitors", "visitors"]);
});

test("a card whose report fails says so in its place, and the others stay", async () => {
  const { run } = site.store;
  const broken = new Error("the store is away");
  site.store.run = (plan, options) => (plan.keys[0] === "page" ? Promise.reject(broken) : run(plan, options));
  const { statusCode, body } = await viewer.get(`/projects/${shop}`);
  site.store.run = run;
  assert.equal(statusCode, 200);
  assert.match(body, /id="pages"[\s\S]*These numbers could not be read just now[\s\S]*id="sources"/);
  assert.doesNotMatch(body, /the store is away/);
  assert.match(body, /<\/html>\s*$/);
});

test("a page is compressed for a browser that came from our own pages, and for nobody else", async () => {
  const ask = (site: string) => viewer.get(`/projects/${shop}`, { "accept-encoding": "gzip", "sec-fetch-site": site });
  const own = await ask("same-origin");
  assert.equal(own.headers["content-encoding"], "gzip");
  assert.match(gunzipSync(own.rawPayload).toString(), /<\/html>\s*$/);
  assert.ok(own.rawPayload.length < 60_000, String(own.rawPayload.length));
  assert.equal((await ask("cross-site")).headers["content-encoding"], undefined);
});

test("what is no list and no file is no page, and neither is somebody else's", async () => {
  const foreign = await site.addProject("Foreign");
  for (const path of [`${shop}/all/nonsense`, `${shop}/csv/nonsense`, `${foreign}/csv/pages`, `${foreign}/now`]) {
    assert.equal((await viewer.get(`/projects/${path}`)).statusCode, 404, path);
  }
  assert.equal((await viewer.get(`/projects/${shop}/csv/pages?period=never`)).statusCode, 400);
});

test("every component stands on one page, for operators alone", async () => {
  assert.equal((await admin.get("/design")).statusCode, 404);
});
