import type { VisitFacts } from "@heliometer/events";
import { readLanguage } from "@heliometer/ingest";
import { countryCode } from "../facts/countries.ts";
import { toldEvent } from "../facts/event.ts";
import { createMemo } from "../facts/memo.ts";
import { browserNamed, deviceNamed, isUnknown, systemNamed } from "../facts/names.ts";
import { originOf } from "../facts/origin.ts";
import { type CsvRow, readCsv } from "../files/csv.ts";
import { CellFault, readInstant } from "./cells.ts";
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

const SESSION_COLUMNS = ["browser", "os", "device", "screen", "language", "country", "region", "city"];
const UTM_COLUMNS = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"] as const;
const CLICK_ID_COLUMNS = ["gclid", "fbclid", "msclkid", "ttclid", "li_fat_id", "twclid"];
const EVENTS = {
  needed: ["session_id", "url_path", "event_type", "created_at"],
  known: [
    ...["website_id", "visit_id", "event_id", "hostname", ...SESSION_COLUMNS, "subdivision1", "subdivision2"],
    ...["url_query", ...UTM_COLUMNS, "referrer_path", "referrer_query", "referrer_domain", "page_title"],
    ...[...CLICK_ID_COLUMNS, "event_name", "tag", "distinct_id", "job_id"],
  ],
};
const SESSIONS = {
  needed: ["session_id", "browser", "os", "device", "created_at"],
  known: ["website_id", "hostname", ...SESSION_COLUMNS, "subdivision1", "subdivision2", "distinct_id"],
};
const PROPERTIES = {
  needed: ["data_key", "string_value", "data_type"],
  known: [
    ...["event_data_id", "website_id", "website_event_id", "event_id", "session_id", "url_path", "event_name"],
    ...["number_value", "date_value", "created_at", "job_id"],
  ],
};
/** What Umami calls kinds of events: `src/lib/constants.ts`, EVENT_TYPE. */
const PAGE_VIEW = "1";
const CUSTOM_EVENT = "2";

type Described = ReadonlyMap<string, VisitFacts>;
type Properties = Map<string, Record<string, unknown>>;

/**
 * Umami's raw events. Columns of umami-software/umami: of Umami Cloud's data export `db/clickhouse/schema.sql`
 * (`website_event`, which holds the visitor's facts too; `event_data`), of a self-hosted database
 * `db/postgresql/migrations` (`website_event` with `session` and `event_data` beside it, as `\copy … to … csv header` writes
 * them). Times without an offset are UTC. Visits are cut by this product's rule of 30 minutes.
 */
export const umami: Format = {
  tool: "umami",
  title: "Umami's raw events",
  carries: "events",
  zone: "UTC",
  missing: [
    "Umami's own visits: they are cut again, by 30 minutes without activity.",
    "Properties of sessions, revenue, replays and heat maps.",
  ],
  recognise(head: FileHead): FileUse | null {
    // `events.csv`, `pages.csv`, … of the dashboard's download hold a name and a number (`x`, `y`), and no time.
    if (head.columns.join() === "x,y") {
      const useless = "holds totals of a whole range without days. Export the table website_event instead.";
      return { role: "totals", unknownColumns: [], useless };
    }
    if (!head.columns.includes("data_key")) return useOf(head, "events", EVENTS) ?? useOf(head, "sessions", SESSIONS);
    const ofEvents = head.columns.includes("website_event_id") || head.columns.includes("event_id");
    const useless = "holds properties of sessions, for which there is no place here.";
    return ofEvents
      ? useOf(head, "properties", PROPERTIES)
      : { role: "session properties", unknownColumns: [], useless };
  },
  async *read(files: readonly RecognisedFile[], reading: Reading): AsyncGenerator<Item> {
    const described = await readSessions(files, reading);
    const properties = await readProperties(files, reading);
    for (const { file, head } of files.filter(({ role }) => role === "events")) {
      const sites = new Set<string>();
      const of = readingOf(reading, file);
      for await (const row of readCsv(file, head, of)) {
        try {
          refuseSecondSite(sites, row);
          const item = readEvent(row, { reading, described, properties });
          if (item) yield item;
        } catch (error) {
          if (!(error instanceof CellFault)) throw error;
          of.refuse(row.line, error.message);
        }
      }
    }
  },
};

/** An export of a whole database holds several sites; which of them is meant nobody says. */
function refuseSecondSite(sites: Set<string>, row: CsvRow): void {
  const site = row.get("website_id");
  if (sites.size === 0) sites.add(site);
  if (!sites.has(site)) {
    throw new CellFault("website_id", site, `is another site than that of the rows before (${[...sites].join()}).`);
  }
}

interface Beside {
  readonly reading: Reading;
  readonly described: Described;
  readonly properties: Properties;
}

function readEvent(row: CsvRow, { reading, described, properties }: Beside): Item | null {
  const type = row.get("event_type");
  if (type !== PAGE_VIEW && type !== CUSTOM_EVENT) {
    reading.leaveOut(`events of Umami's type ${type || "(empty)"}: neither page views nor custom events`);
    return null;
  }
  const name = row.get("event_name").trim();
  if (type === CUSTOM_EVENT && name === "")
    throw new CellFault("event_name", "", "is empty; a custom event has a name.");
  const session = row.get("session_id");
  if (session === "") throw new CellFault("session_id", "", "is empty; without it nobody knows whose event this is.");
  const id = row.get("event_id");
  const ts = readInstant("created_at", row.get("created_at"), reading.zone);
  const event = toldEvent({
    projectId: reading.projectId,
    tool: "umami",
    id: id || [session, row.get("created_at"), type, name, row.get("url_path"), row.get("url_query")].join("\u0000"),
    visitor: row.get("distinct_id") || session,
    ts,
    kind: type === PAGE_VIEW ? "pageview" : "custom",
    name: type === PAGE_VIEW ? "" : name,
    hostname: row.get("hostname"),
    path: row.get("url_path"),
    title: row.get("page_title"),
    properties: { ...properties.get(id), ...(row.get("tag") ? { tag: row.get("tag") } : {}) },
    visit: { ...(described.get(session) ?? readPerson(row)), ...readOrigin(row) },
  });
  return { kind: "event", event };
}

function readOrigin(row: CsvRow) {
  const domain = row.get("referrer_domain");
  const clicks = CLICK_ID_COLUMNS.filter((column) => row.get(column) !== "").map((column) => `${column}=1`);
  return originOf({
    referrer: domain ? `https://${domain}${row.get("referrer_path")}` : "",
    hostname: row.get("hostname"),
    query: [row.get("url_query"), ...clicks].join("&"),
    utm: Object.fromEntries(UTM_COLUMNS.map((column) => [column, row.get(column)])),
  });
}

const PERSON_COLUMNS = [...SESSION_COLUMNS, "subdivision1"];
const remember = createMemo<VisitFacts>();

function readPerson(row: CsvRow): VisitFacts {
  return remember(PERSON_COLUMNS.map((column) => row.get(column)).join("\u0000"), () => workOutPerson(row));
}

function workOutPerson(row: CsvRow): VisitFacts {
  const region = row.get("region") || row.get("subdivision1");
  return {
    ...originOf({}),
    country: countryCode(row.get("country")),
    region: isUnknown(region) ? "" : region,
    city: isUnknown(row.get("city")) ? "" : row.get("city"),
    device: deviceNamed(row.get("device")),
    browser: browserNamed(row.get("browser")),
    os: systemNamed(row.get("os")),
    language: readLanguage(row.get("language"), undefined),
  };
}

/** The table `session` of a self-hosted database; visitors who look the same share one object. */
async function readSessions(files: readonly RecognisedFile[], reading: Reading): Promise<Described> {
  const described = new Map<string, VisitFacts>();
  await eachRow({ files, role: "sessions", reading }, (row) => described.set(row.get("session_id"), readPerson(row)));
  return described;
}

/** The table `event_data`: a row for each property of an event. */
async function readProperties(files: readonly RecognisedFile[], reading: Reading): Promise<Properties> {
  const properties: Properties = new Map();
  await eachRow({ files, role: "properties", reading }, (row) => {
    const id = row.get("website_event_id") || row.get("event_id");
    const known = properties.get(id) ?? {};
    const number = row.get("number_value");
    known[row.get("data_key")] = number === "" ? row.get("string_value") || row.get("date_value") : Number(number);
    properties.set(id, known);
  });
  return properties;
}

interface Beneath {
  readonly files: readonly RecognisedFile[];
  readonly role: string;
  readonly reading: Reading;
}

async function eachRow({ files, role, reading }: Beneath, read: (row: CsvRow) => void): Promise<void> {
  for (const { file, head } of files.filter((candidate) => candidate.role === role)) {
    for await (const row of readCsv(file, head, readingOf(reading, file))) read(row);
  }
}
