import type { Field } from "@heliometer/events";

/** A text by which reports group and filter. */
export interface Dimension {
  /** Whether the text belongs to a session, to a page view or to a custom event; this decides what a filter keeps. */
  readonly about: "session" | "page" | "event";
  readonly field: Field;
  /** What an empty value is called in an answer. */
  readonly none: string;
  /** A value that occurs. */
  readonly example: string;
  /** Whole values have to look like this. */
  readonly pattern?: { readonly matches: RegExp; readonly rule: string };
}

const page = (column: "path" | "hostname", example: string): Dimension => ({
  about: "page",
  field: { of: "event", column },
  none: "(none)",
  example,
});

type SessionField = Extract<Field, { of: "session" }>;

const session = (column: SessionField["column"], example: string, none = "(none)"): Dimension => ({
  about: "session",
  field: { of: "session", column },
  none,
  example,
});

/** Every dimension by its name. `eventProperty` is not here: it takes the name of a property (see `propertyDimension`). */
export const DIMENSIONS = {
  page: page("path", "/pricing"),
  host: page("hostname", "www.example.com"),
  entryPage: session("entry_path", "/"),
  exitPage: session("exit_path", "/checkout"),
  channel: session("channel", "Organic Search", "Direct"),
  source: session("source", "Google", "Direct / None"),
  referrer: session("referrer", "https://news.ycombinator.com/", "Direct / None"),
  utmSource: session("utm_source", "newsletter"),
  utmMedium: session("utm_medium", "email"),
  utmCampaign: session("utm_campaign", "spring_sale"),
  utmTerm: session("utm_term", "web analytics"),
  utmContent: session("utm_content", "button"),
  country: {
    ...session("country", "FR", "Unknown"),
    pattern: { matches: /^[A-Z]{2}$/, rule: "a country is its ISO 3166-1 code of two capital letters" },
  },
  region: session("region", "Île-de-France", "Unknown"),
  city: session("city", "Paris", "Unknown"),
  device: session("device", "mobile", "Unknown"),
  browser: session("browser", "Firefox", "Unknown"),
  os: session("os", "Android", "Unknown"),
  language: session("language", "fr", "Unknown"),
  visitorType: {
    about: "session",
    field: { of: "visitorType" },
    none: "Unknown",
    example: "new",
    pattern: { matches: /^(new|returning)$/, rule: "a visitor type is new or returning" },
  },
  eventName: { about: "event", field: { of: "event", column: "name" }, none: "(none)", example: "signup" },
} as const satisfies Record<string, Dimension>;

export type DimensionName = keyof typeof DIMENSIONS;

/** The names, in the order of the table. */
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as readonly DimensionName[];

/** The dimension of that name. */
export function dimension(name: DimensionName): Dimension {
  return DIMENSIONS[name];
}

/** The property `name` of custom events. */
export function propertyDimension(name: string): Dimension {
  return { about: "event", field: { of: "property", name }, none: "(none)", example: "pro" };
}

/** What an empty value of a dimension is called in an answer. */
export function emptyLabelOf(name: DimensionName | "eventProperty"): string {
  return name === "eventProperty" ? propertyDimension("").none : DIMENSIONS[name].none;
}
