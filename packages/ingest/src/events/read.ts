import type { EventKind } from "@heliometer/events";
import { check, type Examples } from "./check.ts";
import { CustomEventBody, type EventBody, PageViewBody } from "./fields.ts";

const VISITOR_ID = "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11";
const FIELDS = {
  eventId: "order-1042",
  sessionId: "7d3c1f6a-1f0e-4d58-9a0f-3f6b1f1c9e21",
  hostname: "www.example.com",
  title: "Pricing",
  referrer: "https://www.google.com/",
  queryString: "?utm_source=newsletter",
  utmParams: { utm_source: "newsletter", utm_medium: "email" },
  timestamp: "2026-03-01T12:00:00Z",
  locale: "en-US",
  platform: "ios",
  screenWidth: 1920,
  screenHeight: 1080,
};
const PAGE_VIEW: Examples = {
  body: { visitorId: VISITOR_ID, pageViewId: "0b9f8a52-77d1-4a3e-8a56-5f0e4c1d2b33", path: "/pricing" },
  fields: FIELDS,
};
const CUSTOM_EVENT: Examples = {
  body: { visitorId: VISITOR_ID, eventName: "signup", path: "/pricing", properties: { plan: "starter" } },
  fields: FIELDS,
};

/** An event as it came, checked. */
export interface ReceivedEvent {
  readonly kind: EventKind;
  /** The sender's id of it; null: one is made. */
  readonly eventId: string | null;
  /** Page views: ''. */
  readonly name: string;
  /** A JSON object, '' for none. */
  readonly properties: string;
  readonly body: EventBody;
}

const BLANK: EventBody = CustomEventBody.parse({ eventName: "blank" });

/** A body in which nothing stands. */
export function blankBody(): EventBody {
  return BLANK;
}

/**
 * Checks the body of a page view.
 * @throws Refused naming the first field at fault, what came, what is allowed, and an example that works.
 */
export function readPageView(body: Record<string, unknown>): ReceivedEvent {
  const view = check(PageViewBody, body, PAGE_VIEW);
  return { kind: "pageview", eventId: view.eventId ?? view.pageViewId ?? null, name: "", properties: "", body: view };
}

/**
 * Checks the body of a custom event.
 * @throws Refused naming the first field at fault, what came, what is allowed, and an example that works.
 */
export function readCustomEvent(body: Record<string, unknown>): ReceivedEvent {
  const event = check(CustomEventBody, body, CUSTOM_EVENT);
  const { eventId = null, eventName: name, properties } = event;
  return { kind: "custom", eventId, name, properties, body: event };
}
