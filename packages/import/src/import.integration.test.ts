import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Conflict, InvalidInput } from "@heliometer/core";
import { describePlan, describeResult } from "./describe.ts";
import { UNKNOWN_FACTS } from "./facts/unknown.ts";
import { readAnswers } from "./testing/answers.ts";
import { type ImportWorld, openImportWorld } from "./testing/world.ts";
import { zipOf } from "./testing/zip.ts";

const VISITORS = "date,visitors,pageviews,bounces,visits,visit_duration\n";
const UMAMI = "session_id,event_id,url_path,event_type,created_at\n";

async function collect(world: ImportWorld, instant: string): Promise<void> {
  const ts = Date.parse(instant);
  await world.store.append([
    {
      projectId: world.project.id,
      eventId: instant,
      ts,
      kind: "pageview",
      visitorId: "own",
      name: "",
      hostname: "shop.example.com",
      path: "/own",
      title: "",
      properties: "",
      visit: UNKNOWN_FACTS,
    },
  ]);
}

test("an import ends where the project's own events begin, unless told otherwise", async () => {
  await using world = await openImportWorld();
  await collect(world, "2024-03-02T12:00:00Z");
  const path = await world.fixture("umami");
  const { plan, stored } = await world.run(path);
  assert.deepEqual([plan.endsAtOwn, plan.ownFirstAt, stored], [true, Date.parse("2024-03-02T12:00:00Z"), 7]);
  await collect(world, "2024-03-01T10:30:00Z");
  // What was imported is never taken for the project's own, and what came in late does not move the end.
  assert.equal((await world.plan(path)).ownFirstAt, Date.parse("2024-03-02T12:00:00Z"));
});

test("a day in which the project's own events begin is not built of figures", async () => {
  await using world = await openImportWorld();
  await collect(world, "2024-03-02T12:00:00Z");
  const { plan } = await world.run(await world.fixture("plausible"));
  assert.deepEqual(plan.days?.outside, ["2024-03-02"]);
  const { totals } = await readAnswers(world);
  assert.deepEqual([totals.sessions, totals.pageViews], [6, 10]);
});

test("a day that is not over yet is left for a later export", async () => {
  await using world = await openImportWorld();
  const rows = ["2026-11-20,1,1,1,1,0", "2026-11-21,1,1,1,1,0", "2027-01-01,1,1,1,1,0"].join("\n");
  const { plan, stored } = await world.run(await world.folder({ "imported_visitors_1.csv": `${VISITORS}${rows}\n` }));
  assert.deepEqual([stored, plan.days?.outside], [1, ["2026-11-21", "2027-01-01"]]);
});

test("with an end of its own an import goes on beside the project's own events, and the plan says so", async () => {
  await using world = await openImportWorld();
  await collect(world, "2024-03-01T10:03:00Z");
  const path = await world.fixture("umami");
  assert.equal((await world.plan(path)).events, 1);
  const plan = await world.plan(path, "auto", { since: "2024-03-01", until: "2024-03-02" });
  assert.equal(plan.events, 7);
  assert.match(
    describePlan(plan, world.project),
    /own events begin at 2024-03-01T10:03:00.000Z: the two will stand side/,
  );
  await assert.rejects(world.plan(path, "auto", { since: "2024-03-05" }), (error) => {
    assert.ok(error instanceof InvalidInput);
    assert.match(error.message, /--since: must be before the end of the range, .*where the project's own events begin/);
    return true;
  });
});

test("the same stretch from a second tool is refused, another stretch is not", async () => {
  await using world = await openImportWorld();
  await world.run(await world.fixture("umami"));
  const days = await world.fixture("plausible");
  await assert.rejects(world.plan(days), (error) => {
    assert.ok(error instanceof Conflict);
    assert.match(error.message, /import from umami already.*--since and --until/);
    return true;
  });
  const later = await world.folder({ "imported_visitors_may (1).csv": `${VISITORS}2024-05-01,2,3,1,2,60\n` });
  const { stored } = await world.run(later);
  assert.equal(stored, 3);
});

test("rows that cannot be read are refused with file, line and reason, and the others are stored", async () => {
  await using world = await openImportWorld();
  const path = await world.folder({
    "imported_visitors_1.csv": [
      `${VISITORS}2024-03-01,1,1,1,1,0`,
      '2024-03-02,"1,5",1,1,1,0',
      "2024-02-31,1,1,1,1,0",
      "=cmd(),1,1,1,1,0",
      "2024-03-03,-1,1,1,1,0",
      "2024-03-04,2,2",
      "2024-03-05,1,1,1,1,0",
    ].join("\r\n"),
  });
  const { plan, stored } = await world.run(path);
  assert.equal(stored, 2);
  assert.equal(plan.refused.count, 5);
  assert.deepEqual(
    plan.refused.first.map(({ line, reason }) => [line, reason]),
    [
      [3, 'visitors: "1,5" is not a whole number, such as 1234.'],
      [4, 'date: "2024-02-31" is not a day, such as 2024-01-31.'],
      [5, 'date: "=cmd()" is not a day, such as 2024-01-31.'],
      [6, 'visitors: "-1" is not a whole number, such as 1234.'],
      [7, "has 3 cells where the header has 6."],
    ],
  );
  assert.equal(plan.refused.path, `${path}.refused.csv`);
  const listed = await readFile(`${path}.refused.csv`, "utf8");
  assert.equal(listed.split("\n").length, 7);
  assert.match(listed, /imported_visitors_1\.csv",3,"visitors: ""1,5"" is not/);
});

test("of many refused rows the first twenty are shown and all are listed beside the export", async () => {
  await using world = await openImportWorld();
  const bad = Array.from({ length: 50 }, () => "s,e,/,1,yesterday").join("\n");
  const path = await world.folder({ "website_event.csv": `${UMAMI}${bad}\ns,e,/,1,2024-03-01 10:00:00\n` });
  const { plan, stored } = await world.run(path);
  assert.deepEqual([stored, plan.refused.count, plan.refused.first.length], [1, 50, 20]);
  assert.equal((await readFile(`${path}.refused.csv`, "utf8")).trim().split("\n").length, 51);
});

test("a plan names files, rows, columns that are not read, files left out and the range, and stores nothing", async () => {
  await using world = await openImportWorld();
  const path = await world.folder({
    "imported_visitors_1.csv":
      "date,visitors,pageviews,bounces,visits,visit_duration,mood\n2024-03-01,1,1,1,1,0,good\n",
    "imported_pages_1.csv": "when,page\n2024-03-01,/\n",
    "notes.txt": "not a table",
  });
  const plan = await world.plan(path);
  const words = describePlan(plan, world.project);
  assert.match(words, /imported_visitors_1\.csv: 1 row \(visitors\); columns not read: mood/);
  assert.match(
    words,
    /imported_pages_1\.csv: left out, it is named like a table of Plausible's.*Its first line: when, page/,
  );
  assert.match(words, /notes\.txt: left out, it is no file of an export that is known here/);
  assert.match(words, /Range {5}from the beginning to the end; the project has no events of its own/);
  assert.match(words, /To store {2}1 event built for 1 day, 2024-03-01 to 2024-03-01/);
  assert.deepEqual(await world.db.selectFrom("imports").selectAll().execute(), []);
  assert.equal((await readAnswers(world)).totals.pageViews, 0);
});

test("figures that contradict each other are told with their number and days", async () => {
  await using world = await openImportWorld();
  // Three visits and two page views: a page view is missing.
  const path = await world.folder({ "imported_visitors_1.csv": `${VISITORS}2024-03-01,5,2,1,3,0\n` });
  const { plan, stored, known } = await world.run(path);
  const words = describeResult(plan, { stored, known });
  assert.match(words, /1 page views differ from the files, on 1 day whose figures contradict each other/);
  assert.match(words, /2 visitors differ from the files/);
  assert.match(words, /Who came back: a visitor of one day is a new one on the next/);
});

test("a run that broke off is completed by the next one", async () => {
  await using world = await openImportWorld();
  const path = await world.fixture("umami");
  const whole = await world.plan(path);
  assert.equal(whole.events, 7);
  const failing = {
    ...world.context,
    store: { ...world.store, append: () => Promise.reject(new Error("The disk is full.")) },
  };
  const { runImport } = await import("./run.ts");
  const request = { tool: "auto", path, refusedPath: `${path}.refused.csv` } as const;
  await assert.rejects(runImport(failing, whole, { actor: "test", request, clock: () => 0 }), /disk is full/);
  const [broken] = await world.db.selectFrom("imports").selectAll().execute();
  assert.equal(broken?.finished_at, null);
  const { stored, plan } = await world.run(path);
  assert.deepEqual([stored, plan.ownFirstAt], [7, null]);
});

test("a zip is imported like its files; exports of two tools in one folder are refused", async () => {
  await using world = await openImportWorld();
  const visitors = `${VISITORS}2024-03-01,1,1,1,1,0\n`;
  const path = join(world.directory, "export.zip");
  await writeFile(path, zipOf({ "imported_visitors_20240301_20240301.csv": visitors }));
  assert.equal((await world.run(path)).stored, 1);
  const both = await world.folder({ "imported_visitors_1.csv": visitors, "website_event.csv": `${UMAMI}` });
  await assert.rejects(world.plan(both), /exports of Umami's raw events and of Plausible's CSV export together/);
  await assert.rejects(
    world.plan(await world.folder({ "x.csv": "a,b\n1,2\n" }), "umami"),
    /Known are: Umami's raw events\./,
  );
});

test("a second site in an export, and events of the future, are not taken for the project's", async () => {
  await using world = await openImportWorld();
  const header = UMAMI.replace("session_id", "website_id,session_id");
  const rows = [
    "w1,s,e1,/,1,2024-03-01 10:00:00",
    "w2,s,e2,/,1,2024-03-01 10:00:00",
    "w1,s,e3,/,1,2031-01-01 00:00:00",
  ];
  const { plan, stored } = await world.run(
    await world.folder({ "website_event.csv": `${header}${rows.join("\n")}\n` }),
  );
  assert.equal(stored, 1);
  assert.match(plan.refused.first[0]?.reason ?? "", /"w2" is another site than that of the rows before \(w1\)/);
  assert.deepEqual([...plan.scan.leftOut], [["events that lie in the future", 1]]);
});

test("zones and ends of a range that cannot be meant are refused, naming the option", async () => {
  await using world = await openImportWorld();
  const path = await world.fixture("umami");
  const refusals: [Parameters<ImportWorld["plan"]>[2], RegExp][] = [
    [{ timezone: "Paris" }, /--timezone: is not a known IANA time zone\. Received: Paris\./],
    [{ since: "yesterday" }, /--since: must be a day, or an instant with its offset\. Received: yesterday\./],
    [{ until: "2024-02-31" }, /--until: must be a day/],
    [{ since: "2024-03-02T00:00:00Z", until: "2024-03-02T00:00:00Z" }, /--since: must be before the end of the range/],
  ];
  for (const [wishes, message] of refusals) await assert.rejects(world.plan(path, "auto", wishes), message);
  const { events } = await world.plan(path, "auto", { since: "2024-03-01T11:00:00+00:00", until: "2024-03-01" });
  assert.equal(events, 2);
});

test("times without an offset are of the zone that is named", async () => {
  await using world = await openImportWorld();
  await world.run(await world.fixture("umami"), "umami", { timezone: "America/New_York" });
  const [row] = await world.store.query({ sql: "select min(ts) as first from events" });
  assert.equal(Number(row?.first), Date.parse("2024-03-01T10:00:00-05:00"));
});
