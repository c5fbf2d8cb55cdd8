import { readLanguage } from "@heliometer/ingest";
import { countryCode } from "../facts/countries.ts";
import { toldEvent } from "../facts/event.ts";
import { browserNamed, deviceNamed, isUnknown, systemNamed } from "../facts/names.ts";
import { originOf } from "../facts/origin.ts";
import { listOf, objectOf, readJsonObjects, textOf } from "../files/json.ts";
import { CellFault } from "./cells.ts";
import {
  type FileHead,
  type FileUse,
  type Format,
  type Item,
  type Reading,
  type RecognisedFile,
  readingOf,
} from "./format.ts";

type Row = Readonly<Record<string, unknown>>;

/** What GA4 notes for itself: no page view and nothing that a visitor did. */
const BOOKKEEPING = new Set(["session_start", "first_visit", "first_open", "user_engagement"]);
/** What a page reports of itself: no sign that the visitor did something. */
const SIGNALS = new Set(["scroll"]);
/** Parameters that are read elsewhere, or mean something to GA4 alone. */
const OWN_PARAMETERS =
  /^(?:ga_session_id|ga_session_number|session_engaged|engaged_session_event|engagement_time_msec|entrances|page_location|page_title|page_referrer|page_path|batch_ordering_id|batch_page_id|ignore_referrer|debug_mode|source|medium|campaign|term|content|campaign_id|gclid|dclid|srsltid|synthetic_bundle)$/;
const CLICK_IDS = ["gclid", "dclid", "srsltid"];
const MICROSECONDS = /^\d{15,17}$/;

/**
 * GA4's export to BigQuery, a table `events_YYYYMMDD` as JSON with one event a line. Fields by
 * support.google.com/analytics/answer/7029846 (the schema). BigQuery writes whole numbers of 64 bits as texts. An event
 * has no id there: it is known again by its visitor, time, name, place in its batch and parameters.
 */
export const ga4Bigquery: Format = {
  tool: "ga4",
  title: "GA4's BigQuery export",
  carries: "events",
  missing: [
    "GA4's own sessions and engagement: visits are cut by 30 minutes without activity, bounces are visits of one page view.",
    "Revenue and items of purchases: the event is there with its value as a property, the money is not counted.",
    "Visitors without consent: GA4 exports their events without an id.",
  ],
  recognise(head: FileHead): FileUse | null {
    const isExport = /^\s*\[?\s*\{/.test(head.text) && /"event_timestamp"\s*:/.test(head.text);
    return isExport && head.text.includes('"event_name"') ? { role: "events", unknownColumns: [] } : null;
  },
  async *read(files: readonly RecognisedFile[], reading: Reading): AsyncGenerator<Item> {
    for (const { file } of files) {
      const of = readingOf(reading, file);
      for await (const { line, value } of readJsonObjects(file, of)) {
        try {
          const item = readEvent(value, reading);
          if (item) yield item;
        } catch (error) {
          if (!(error instanceof CellFault)) throw error;
          of.refuse(line, error.message);
        }
      }
    }
  },
};

function readEvent(row: Row, reading: Reading): Item | null {
  const name = textOf(row.event_name);
  if (name === "") throw new CellFault("event_name", "", "is empty.");
  const micros = textOf(row.event_timestamp);
  if (!MICROSECONDS.test(micros)) {
    throw new CellFault("event_timestamp", micros, "is not microseconds since 1970, such as 1704103200000000.");
  }
  if (BOOKKEEPING.has(name)) return leaveOut(reading, `GA4's own ${name} events`);
  const visitor = textOf(row.user_pseudo_id);
  if (visitor === "") return leaveOut(reading, "events of visitors without an id (no consent)");
  const parameters = readParameters(row.event_params);
  const page = URL.parse(textOf(parameters.page_location));
  const isPageView = name === "page_view" || name === "screen_view";
  const hostname = page?.hostname || textOf(objectOf(objectOf(row.device).web_info).hostname);
  const event = toldEvent({
    projectId: reading.projectId,
    tool: "ga4",
    id: idOf(row, visitor),
    visitor,
    ts: Math.floor(Number(micros) / 1_000),
    kind: isPageView ? "pageview" : SIGNALS.has(name) ? "signal" : "custom",
    name: isPageView ? "" : name,
    hostname,
    path: page?.pathname ?? textOf(parameters.firebase_screen ?? parameters.page_path),
    title: textOf(parameters.page_title),
    properties: isPageView
      ? {}
      : Object.fromEntries(Object.entries(parameters).filter(([key]) => !OWN_PARAMETERS.test(key))),
    visit: readVisit(row, { hostname, query: page?.search ?? "", referrer: textOf(parameters.page_referrer) }),
  });
  return { kind: "event", event };
}

function leaveOut(reading: Reading, what: string): null {
  reading.leaveOut(what);
  return null;
}

function idOf(row: Row, visitor: string): string {
  const { event_timestamp: at, event_name: name, event_bundle_sequence_id: bundle, event_params: parameters } = row;
  const place = [row.batch_page_id, row.batch_ordering_id, row.batch_event_index].map(textOf);
  const id = [visitor, textOf(at), textOf(name), textOf(bundle), ...place, JSON.stringify(parameters ?? [])];
  return id.join("\u0000").padEnd(101, "\u0000");
}

function readParameters(list: unknown): Record<string, unknown> {
  return Object.fromEntries(
    listOf(list).map(({ key, value }) => {
      const { string_value: text, int_value: whole, float_value: float, double_value: double } = objectOf(value);
      const number = whole ?? float ?? double;
      return [textOf(key), text ?? (number === undefined || number === null ? "" : Number(number))];
    }),
  );
}

function readVisit(row: Row, touch: { hostname: string; query: string; referrer: string }) {
  const device = objectOf(row.device);
  const geo = objectOf(row.geo);
  const collected = objectOf(row.collected_traffic_source);
  const clicks = CLICK_IDS.filter((id) => textOf(collected[id]) !== "").map((id) => `${id}=1`);
  const manual = (field: string) => {
    const text = textOf(collected[`manual_${field}`]);
    return /^\(.*\)$/.test(text) ? "" : text;
  };
  // GA4 notes what it takes for source and medium of untagged visits, too; those are known by their referrer.
  const isTagged = !["", "organic", "referral", "none"].includes(manual("medium").toLowerCase());
  const region = textOf(geo.region);
  return {
    ...originOf({
      ...touch,
      query: [touch.query.replace(/^\?/, ""), ...clicks].join("&"),
      name: manual("source"),
      utm: {
        utm_source: isTagged ? manual("source") : "",
        utm_medium: isTagged ? manual("medium") : "",
        utm_campaign: manual("campaign_name"),
        utm_term: manual("term"),
        utm_content: manual("content"),
      },
    }),
    country: countryCode(textOf(geo.country)),
    region: isUnknown(region) ? "" : region,
    city: isUnknown(textOf(geo.city)) ? "" : textOf(geo.city),
    device: deviceNamed(textOf(device.category)),
    browser: browserNamed(textOf(objectOf(device.web_info).browser) || textOf(device.browser)),
    os: systemNamed(textOf(device.operating_system)),
    language: readLanguage(textOf(device.language), undefined),
  };
}
