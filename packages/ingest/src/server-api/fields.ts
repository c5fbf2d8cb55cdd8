import { z } from "zod";
import {
  eventName,
  hostname,
  optionalIdentifier,
  optionalPath,
  properties,
  text,
  timestamp,
} from "../events/fields.ts";
import { email, name, traits, userId } from "../persons/subject-fields.ts";

const subject = { userId, email, visitorId: optionalIdentifier };

/** The body of POST /api/v1/track. */
export const TrackBody = z.object({
  ...subject,
  eventName,
  properties,
  timestamp,
  session: z.literal("latest", 'must be "latest", or be left out.').nullish(),
  eventId: optionalIdentifier,
  path: optionalPath,
  hostname,
  title: text,
});

/** The body of POST /api/v1/identify. */
export const IdentifyBody = z.object({ ...subject, name, traits, metadata: traits });

/** The query of GET /api/v1/user-id. */
export const UserIdQuery = z.object({ visitorId: optionalIdentifier });

export const TRACK_EXAMPLES = {
  body: { userId: "user-42", eventName: "subscription_renewed", properties: { plan: "pro" } },
  fields: { session: "latest", timestamp: "2026-03-01T12:00:00Z", eventId: "renewal-1042", email: "ada@example.com" },
};
export const IDENTIFY_EXAMPLES = {
  body: { userId: "user-42", email: "ada@example.com", traits: { plan: "pro" } },
  fields: { visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11", name: "Ada", metadata: { plan: "pro" } },
};
export const USER_ID_EXAMPLES = { body: { visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11" } };
