import { z } from "zod";
import {
  EVENT_NAME_CHARACTERS_MAX,
  HOSTNAME_CHARACTERS_MAX,
  IDENTIFIER_CHARACTERS_MAX,
  PATH_CHARACTERS_MAX,
} from "../limits.ts";
import { readProperties } from "./properties.ts";

const IDENTIFIER = new RegExp(`^[A-Za-z0-9][A-Za-z0-9_.:-]{0,${IDENTIFIER_CHARACTERS_MAX - 1}}$`);
const IDENTIFIER_RULE = `must be 1 to ${IDENTIFIER_CHARACTERS_MAX} letters, digits or _ . : - and start with a letter or digit.`;
const EVENT_NAME = new RegExp(`^[A-Za-z][A-Za-z0-9_-]{0,${EVENT_NAME_CHARACTERS_MAX - 1}}$`);
const EVENT_NAME_RULE = `must start with a letter, followed by letters, digits, _ or -, at most ${EVENT_NAME_CHARACTERS_MAX} characters.`;
const HOSTNAME = /^[^\s/\\?#@]*$/;
const HOSTNAME_RULE = `must be a host name without scheme and path, at most ${HOSTNAME_CHARACTERS_MAX} characters.`;
const PATH_RULE = `must be a text of 1 to ${PATH_CHARACTERS_MAX} characters.`;
const TIMESTAMP_RULE = "must be milliseconds since 1970 as a whole number, or an ISO 8601 instant with Z or an offset.";

/** A text that may be absent or null; then it is ''. */
export const text = z
  .string("must be a text.")
  .nullish()
  .transform((value) => value ?? "");

export const identifier = z.string(IDENTIFIER_RULE).regex(IDENTIFIER, IDENTIFIER_RULE);
export const optionalIdentifier = identifier.nullish();

const screenSide = z.number("must be a number of pixels.").nullish();

/** A page's path; what stands behind a question mark is not kept, because queries hold names and addresses of people. */
const withoutQuery = (path: string) => path.split("?", 1).join("");
const path = z.string(PATH_RULE).max(PATH_CHARACTERS_MAX, PATH_RULE);
/** A path that may be missing: apps send an empty one before their first screen. */
export const optionalPath = path.nullish().transform((value) => withoutQuery(value ?? ""));

const utmParams = z.object(
  { utm_source: text, utm_medium: text, utm_campaign: text, utm_term: text, utm_content: text },
  "must be an object with utm_source, utm_medium, utm_campaign, utm_term, utm_content.",
);

/** Milliseconds since the epoch; whether they are believable is decided against the time of receipt. */
export const timestamp = z
  .union([z.int(), z.iso.datetime({ offset: true }).transform(Date.parse)], TIMESTAMP_RULE)
  .nullish()
  .transform((value) => value ?? null);

export const hostname = text.pipe(
  z.string().max(HOSTNAME_CHARACTERS_MAX, HOSTNAME_RULE).regex(HOSTNAME, HOSTNAME_RULE),
);

/** What page views and custom events share. Fields that are not named here are ignored: trackers add their own. */
const shared = {
  /** Where a tracker keeps no id, one is made of what is known for a day. */
  visitorId: optionalIdentifier,
  sessionId: text,
  eventId: optionalIdentifier,
  hostname,
  title: text,
  queryString: text,
  utmParams: utmParams.nullish(),
  referrer: text,
  fbclid: text,
  platform: text,
  deviceModel: text,
  osVersion: text,
  appVersion: text,
  locale: text,
  timestamp,
  identify: z.unknown().optional(),
};

/** The body of a page view, of browsers and apps alike. */
export const PageViewBody = z.object({
  ...shared,
  path: path.min(1, PATH_RULE).transform(withoutQuery),
  pageViewId: optionalIdentifier,
  screenWidth: screenSide,
  screenHeight: screenSide,
});

export const eventName = z.string(EVENT_NAME_RULE).regex(EVENT_NAME, EVENT_NAME_RULE);
export const properties = z.unknown().optional().transform(readProperties);

/** The body of a custom event. */
export const CustomEventBody = z.object({ ...shared, path: optionalPath, eventName, properties });

/** What is used of the bodies of all events. */
export type EventBody = Omit<
  z.infer<typeof CustomEventBody>,
  "eventName" | "properties" | "sessionId" | "osVersion" | "appVersion"
>;
