import type { ImportWorld } from "./world.ts";

type Row = Readonly<Record<string, unknown>>;

/** What the reports say of an imported stretch, cut down to what an export tells. */
export async function readAnswers(world: ImportWorld, range: Row = {}) {
  const ask = async (name: Parameters<ImportWorld["report"]>[0], input: Row = {}) =>
    (await world.report(name, { ...range, ...input })).data as unknown as Row & { rows: Row[] };
  const sourcesBy = async (groupBy: string) => named((await ask("sources", { groupBy })).rows, "name", "sessions");
  const overview = await ask("overview");
  const pages = (await ask("pages")).rows;
  return {
    totals: pick(overview, ["uniqueVisitors", "pageViews", "sessions", "bounceRate", "avgDuration"]),
    pages: named(pages, "path", "pageViews"),
    entries: named(pages, "path", "entries"),
    exits: named(pages, "path", "exits"),
    sources: await sourcesBy("source"),
    channels: await sourcesBy("channel"),
    countries: named((await ask("locations")).rows, "country", "visitors"),
    events: named((await ask("events")).rows, "name", "count"),
  };
}

/** Visits by a fact that no report lists, read from the sessions themselves. */
export async function visitsBy(world: ImportWorld, column: string): Promise<Row> {
  const rows = await world.store.query({
    sql: `select ${column} as name, count(*) as visits from sessions where project_id = $1 group by 1`,
    values: [world.project.id],
  });
  return named(rows, "name", "visits");
}

function named(rows: readonly Row[], key: string, count: string): Row {
  const counted = rows.map((row) => [String(row[key]), Number(row[count])] as const).filter(([, value]) => value > 0);
  return Object.fromEntries(counted.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}
