import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findProject } from "@heliometer/accounts";
import { runReport } from "@heliometer/analytics";
import { generateDemoEvents } from "@heliometer/events";
import type { TestBrowser } from "../testing/browser.ts";
import { NOW, openSite, pageView, type Site } from "../testing/site.ts";

const HOSTILE = '/<script>alert(1)</script>?x="><b>';

let site: Site;
let shop: string;
let empty: string;
let viewer: TestBrowser;
before(async () => {
  site = await openSite();
  shop = await site.addProject("Demo shop");
  empty = await site.addProject("New project");
  const options = { seed: 3, endsAt: NOW, events: 4_000, timezone: "Europe/Paris" };
  await site.store.load(generateDemoEvents({ ...options, projectId: shop }));
  viewer = await site.signInAs({ email: "vera@example.com", roles: { [shop]: "viewer", [empty]: "viewer" } });
});
after(() => site.close());

test("the list names the projects of the person and nobody else's", async () => {
  const foreign = await site.addProject("Foreign project");
  const { body } = await viewer.get("/");
  assert.match(body, new RegExp(`<a href="/projects/${shop}">Demo shop</a>`));
  assert.ok(!body.includes(foreign));
  assert.ok(!body.includes("Foreign project"));
});

test("each project shows how its week went, and a project whose numbers fail stays in the list", async () => {
  const visited = await site.addProject("Visited");
  const quiet = await site.addProject("Quiet", []);
  const member = await site.signInAs({ email: "weeks@example.com", roles: { [visited]: "viewer", [quiet]: "viewer" } });
  await site.store.append([pageView(visited, {}), pageView(visited, { visitorId: "visitor-2" })]);
  const { body } = await member.get("/");
  assert.match(body, />Visited<\/a>[\s\S]*class="spark"[\s\S]*<strong>2<\/strong> <span>visitors in 7 days<\/span>/);
  assert.match(body, />Quiet<\/a>[\s\S]*No domain[\s\S]*No visit yet/);
  const { run } = site.store;
  site.store.run = () => Promise.reject(new Error("the store is away"));
  const without = await member.get("/");
  site.store.run = run;
  assert.equal(without.statusCode, 200);
  assert.match(without.body, />Quiet<\/a>[\s\S]*>Visited<\/a>[\s\S]*<\/html>\s*$/);
  assert.doesNotMatch(without.body, /visitors in 7 days|the store is away/);
});

test("the overview shows the numbers of the report, written for the reader", async () => {
  const project = await findProject(site.operator, { projectId: shop });
  const context = { store: site.store, project, now: NOW, dashboardUrl: "http://localhost:3000" };
  for (const period of ["last_7_days", "last_30_days", "yesterday"]) {
    const { body } = await viewer.get(`/projects/${shop}?period=${period}`);
    const { data } = await runReport(context, "overview", { period });
    const figures = data as { uniqueVisitors: number; pageViews: number; sessions: number; bounceRate: number };
    for (const value of [figures.uniqueVisitors, figures.pageViews, figures.sessions]) {
      assert.ok(body.includes(`<dd>${value.toLocaleString("en")}</dd>`), `${period} shows ${value}`);
    }
    assert.ok(body.includes(`<dd>${figures.bounceRate}%</dd>`));
  }
});

test("the chart is drawn without styles, and the table behind it holds every day", async () => {
  const { body } = await viewer.get(`/projects/${shop}?period=last_30_days`);
  assert.equal(body.match(/<svg class="chart/g)?.length, 3);
  assert.match(body, /stroke="var\(--series-main\)"/);
  const table = /<table class="numbers">[\s\S]*?<\/table>/.exec(body)?.[0] ?? "";
  assert.equal(table.match(/<tr>/g)?.length, 31);
  assert.match(table, /not over yet/);
});

test("the address of the page is the link that answers give: dates, zone and filters", async () => {
  const project = await findProject(site.operator, { projectId: shop });
  const context = { store: site.store, project, now: NOW, dashboardUrl: `http://localhost:3000/projects/${shop}` };
  const filters = [{ dimension: "country", operator: "is", values: ["FR"] }];
  const { data, meta } = await runReport(context, "overview", { period: "last_week", filters });
  const { pathname, search } = new URL(meta.links.dashboard);
  const { statusCode, body } = await viewer.get(`${pathname}${search}`);
  assert.equal(statusCode, 200);
  assert.ok(body.includes(`<dd>${(data as { pageViews: number }).pageViews.toLocaleString("en")}</dd>`));
  assert.match(body, /aria-label="Take out: Country: France">Country: France</);
  assert.match(body, /<input type="hidden" name="filters" value="\[\{&quot;dimension/);
});

test("dates of one's own are kept in the fields, and an empty field counts as none", async () => {
  const { statusCode, body } = await viewer.get(`/projects/${shop}?startDate=2026-11-02&endDate=2026-11-08&period=`);
  assert.equal(statusCode, 200);
  assert.match(body, /name="startDate" value="2026-11-02"/);
  assert.match(body, /name="endDate" value="2026-11-08"/);
  assert.match(body, /Nov 2\u2009–\u20098, 2026<\/summary>/);
});

test("dates that cannot be read get a sentence and the menu to choose others", async () => {
  for (const query of [
    "startDate=2026-02-31",
    "period=fortnight",
    "period=today&period=all",
    "filters=%7B",
    "timezone=Mars",
  ]) {
    const { statusCode, body } = await viewer.get(`/projects/${shop}?${query}`);
    assert.equal(statusCode, 400, query);
    assert.match(body, /These dates or filters cannot be shown\./);
    assert.match(body, /href="\/projects\/[\w-]+\?period=last_30_days"/);
    assert.doesNotMatch(body, /\n {4}at /);
  }
});

test("what is wrong with a date is said in the words of the page", async () => {
  const { body } = await viewer.get(`/projects/${shop}?startDate=2026-02-31`);
  assert.match(body, /First day \(2026-02-31\): there is no such day or time\./);
  const hostile = await viewer.get(`/projects/${shop}?startDate=${encodeURIComponent("<script>")}`);
  assert.doesNotMatch(hostile.body, /<script>/);
});

test("a project without events says so instead of showing zeros alone", async () => {
  const { body } = await viewer.get(`/projects/${empty}`);
  assert.match(body, /Waiting for the first visit/);
  assert.doesNotMatch(body, /<svg class="chart/);
});

test("paths and titles that visitors sent are text", async () => {
  await site.store.append([pageView(empty, { path: HOSTILE, title: HOSTILE })]);
  const { body } = await viewer.get(`/projects/${empty}`);
  assert.match(body, /&lt;script&gt;alert\(1\)/);
  assert.doesNotMatch(body, /<script>/);
  assert.match(body, /<strong>1<\/strong> <span>visitor on the site now/);
});

test("an unknown project and somebody else's get the same page", async () => {
  const foreign = await site.addProject("Foreign project");
  const pages = await Promise.all(
    [foreign, "00000000-0000-4000-8000-000000000000", "nonsense", "%3Cscript%3E"].map((id) =>
      viewer.get(`/projects/${id}`),
    ),
  );
  const withoutRequestId = pages.map(({ body }) => body.replace(/<code>req-\w+<\/code>|next=[^"]+/g, ""));
  for (const { statusCode } of pages) assert.equal(statusCode, 404);
  assert.equal(new Set(withoutRequestId).size, 1);
});

test("a member without rights in the settings is offered the overview and the way to connect", async () => {
  const { body } = await viewer.get(`/projects/${shop}`);
  assert.match(body, new RegExp(`href="/projects/${shop}/settings/connect"`));
  assert.doesNotMatch(body, new RegExp(`href="/projects/${shop}/settings"`));
});
