import type { Figure } from "../days/figures.ts";
import { countryCode } from "../facts/countries.ts";
import { browserNamed, deviceNamed, systemNamed } from "../facts/names.ts";
import { originOf } from "../facts/origin.ts";
import { type CsvRow, readCsv } from "../files/csv.ts";
import { CellFault, readCount, readDay } from "./cells.ts";
import {
  type FileHead,
  type FileUse,
  type Format,
  type Item,
  type Reading,
  type RecognisedFile,
  readingOf,
  useOf,
} from "./format.ts";

/** What a table is to the import: the columns that it cannot do without, those that it may have, and its rows. */
interface Table {
  readonly role: string;
  /** What its file's name begins with, before the dates. */
  readonly file: string;
  readonly needed: readonly string[];
  readonly known: readonly string[];
  readonly read: (row: CsvRow, day: string) => Figure;
}

const COUNTS = ["visitors", "visits", "visit_duration", "bounces", "pageviews"];
const SECOND_MS = 1_000;

const count = (row: CsvRow, column: string) => readCount(column, row.get(column));

const TABLES: readonly Table[] = [
  {
    role: "visitors",
    file: "imported_visitors",
    needed: ["date", "visitors", "pageviews", "bounces", "visits", "visit_duration"],
    known: [],
    read: (row, day) => ({
      day,
      of: "totals",
      visitors: count(row, "visitors"),
      pageviews: count(row, "pageviews"),
      bounces: count(row, "bounces"),
      visits: count(row, "visits"),
      durationMs: count(row, "visit_duration") * SECOND_MS,
    }),
  },
  {
    role: "pages",
    file: "imported_pages",
    needed: ["date", "page", "pageviews"],
    known: [
      ...["hostname", "visits", "visitors", "exits", "time_on_page", "total_scroll_depth", "total_scroll_depth_visits"],
      ...["total_time_on_page", "total_time_on_page_visits"],
    ],
    read: (row, day) => ({
      day,
      of: "page",
      hostname: row.get("hostname"),
      path: row.get("page"),
      pageviews: count(row, "pageviews"),
    }),
  },
  {
    role: "entry pages",
    file: "imported_entry_pages",
    needed: ["date", "entry_page", "entrances"],
    known: COUNTS,
    read: (row, day) => {
      const bounces = row.get("bounces") === "" ? {} : { bounces: count(row, "bounces") };
      return { day, of: "entry", path: row.get("entry_page"), visits: count(row, "entrances"), ...bounces };
    },
  },
  {
    role: "exit pages",
    file: "imported_exit_pages",
    needed: ["date", "exit_page", "exits"],
    known: COUNTS,
    read: (row, day) => ({ day, of: "exit", path: row.get("exit_page"), visits: count(row, "exits") }),
  },
  {
    role: "sources",
    file: "imported_sources",
    needed: ["date", "source", "visits"],
    known: [...COUNTS, "referrer", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"],
    read: (row, day) => ({
      day,
      of: "origin",
      visits: count(row, "visits"),
      facts: originOf({
        referrer: row.get("referrer"),
        name: row.get("source"),
        utm: {
          utm_source: row.get("utm_source"),
          utm_medium: row.get("utm_medium"),
          utm_campaign: row.get("utm_campaign"),
          utm_content: row.get("utm_content"),
          utm_term: row.get("utm_term"),
        },
      }),
    }),
  },
  {
    role: "locations",
    file: "imported_locations",
    needed: ["date", "country", "visits"],
    known: [...COUNTS, "region", "city"],
    // A city is the number of a place in GeoNames, for which no name stands in the files.
    read: (row, day) => ({
      day,
      of: "place",
      visits: count(row, "visits"),
      facts: { country: countryCode(row.get("country")), region: row.get("region") },
    }),
  },
  {
    role: "devices",
    file: "imported_devices",
    needed: ["date", "device", "visits"],
    known: COUNTS,
    read: (row, day) => ({
      day,
      of: "device",
      visits: count(row, "visits"),
      facts: { device: deviceNamed(row.get("device")) },
    }),
  },
  {
    role: "browsers",
    file: "imported_browsers",
    needed: ["date", "browser", "visits"],
    known: [...COUNTS, "browser_version"],
    read: (row, day) => ({
      day,
      of: "browser",
      visits: count(row, "visits"),
      facts: { browser: browserNamed(row.get("browser")) },
    }),
  },
  {
    role: "systems",
    file: "imported_operating_systems",
    needed: ["date", "operating_system", "visits"],
    known: [...COUNTS, "operating_system_version"],
    read: (row, day) => ({
      day,
      of: "os",
      visits: count(row, "visits"),
      facts: { os: systemNamed(row.get("operating_system")) },
    }),
  },
  {
    role: "custom events",
    file: "imported_custom_events",
    needed: ["date", "name", "events"],
    known: ["link_url", "path", "visitors"],
    read: (row, day) => {
      const name = row.get("name").trim();
      if (name === "") throw new CellFault("name", "", "is empty; an event has a name.");
      const url = row.get("link_url");
      return {
        day,
        of: "event",
        name,
        path: row.get("path"),
        properties: url ? JSON.stringify({ url }) : "",
        events: count(row, "events"),
        visitors: count(row, "visitors"),
      };
    },
  },
];

/**
 * Plausible's export: a zip of tables with daily figures, named `imported_pages_20240101_20240331.csv` and the like. Header
 * names from plausible/analytics: `lib/plausible/exports.ex` (what is written) and `lib/plausible/imported/csv_importer.ex`
 * (what it reads back), of releases since the export exists. Days are those of the zone of the Plausible site.
 */
export const plausible: Format = {
  tool: "plausible",
  title: "Plausible's CSV export",
  carries: "days",
  missing: [
    "Cities: Plausible's files name them by number only.",
    "Versions of browsers and systems, scroll depth, and the time on each page.",
    "Custom properties of events, other than the address of a link.",
  ],
  recognise(head: FileHead): FileUse | null {
    if (!head.name.startsWith("imported_")) return null;
    const table = TABLES.find(({ file }) => head.name.startsWith(file));
    const use = table && useOf(head, table.role, table);
    const useless = `is named like a table of Plausible's and is none that is known. Its first line: ${head.columns.join(", ")}`;
    return use ?? { role: "unknown", unknownColumns: [], useless };
  },
  async *read(files: readonly RecognisedFile[], reading: Reading): AsyncGenerator<Item> {
    for (const { file, head, role } of files) {
      const table = TABLES.find((candidate) => candidate.role === role);
      if (!table) continue;
      const of = readingOf(reading, file);
      for await (const row of readCsv(file, head, of)) {
        try {
          yield { kind: "figure", figure: table.read(row, readDay("date", row.get("date"))) };
        } catch (error) {
          if (!(error instanceof CellFault)) throw error;
          of.refuse(row.line, error.message);
        }
      }
    }
  },
};
