import { type InputFault, InvalidInput } from "@heliometer/core";
import type { z } from "zod";
import { Refused } from "../refusals.ts";
import { CustomEventBody, PageViewBody } from "./fields.ts";

const VISITOR_ID = "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11";
const EXAMPLES = {
  pageview: { visitorId: VISITOR_ID, pageViewId: "0b9f8a52-77d1-4a3e-8a56-5f0e4c1d2b33", path: "/pricing" },
  custom: { visitorId: VISITOR_ID, eventName: "signup", path: "/pricing", properties: { plan: "starter" } },
} as const;
/** Values that work for a field where the example above does not hold it. */
const FIELD_EXAMPLES: Readonly<Record<string, unknown>> = {
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

/** A page view or custom event as it came, checked. */
export type ReceivedEvent = { kind: "pageview"; body: PageViewBody } | { kind: "custom"; body: CustomEventBody };

/**
 * Checks the body of a page view.
 * @throws Refused naming the first field at fault, what came, what is allowed, and an example that works.
 */
export function readPageView(body: Record<string, unknown>): ReceivedEvent {
  return { kind: "pageview", body: check(PageViewBody, body, EXAMPLES.pageview) };
}

/**
 * Checks the body of a custom event.
 * @throws Refused naming the first field at fault, what came, what is allowed, and an example that works.
 */
export function readCustomEvent(body: Record<string, unknown>): ReceivedEvent {
  return { kind: "custom", body: check(CustomEventBody, body, EXAMPLES.custom) };
}

function check<Schema extends z.ZodType>(
  schema: Schema,
  body: Record<string, unknown>,
  example: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refused("invalid_field", new InvalidInput(faultOf(issue, body, example)));
}

function faultOf(
  issue: z.core.$ZodIssue | undefined,
  body: Record<string, unknown>,
  example: Readonly<Record<string, unknown>>,
): InputFault {
  const [name = "body", ...rest] = (issue?.path ?? []).map(String);
  const received = rest.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], body[name]);
  const rule = issue?.message ?? "cannot be read.";
  const field = [name, ...rest].join(".");
  const working = name in example ? example : { ...example, [name]: FIELD_EXAMPLES[name] };
  if (received === undefined) return { field, rule: `is missing; it ${rule}`, example: working };
  return { field, rule, received, example: working };
}
