import { z } from "zod";
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX } from "../limits.ts";
import { BatchEvent } from "./batch-event.ts";
import { IDENTIFY_EXAMPLES, IdentifyBody, TRACK_EXAMPLES, TrackBody } from "./fields.ts";

const REFUSED = {
  400: "The body or one of its fields cannot be read",
  401: "The key is missing, unknown or revoked",
  403: "The key may not send: it is no full secret key",
  413: "The body is too large",
  415: "The body is of another type",
  429: "Too many calls; Retry-After says when to come back",
  503: "Nothing can be taken just now; Retry-After says when to come back",
} as const;
type Status = keyof typeof REFUSED;

const SENDING: readonly Status[] = [400, 401, 403, 413, 415, 429, 503];
const EVENTS_EXAMPLE = [
  {
    visitorId: "v-1",
    path: "/pricing",
    hostname: "www.example.com",
    timestamp: "2026-03-01T12:00:00Z",
    pageViewId: "view-1",
  },
  { userId: "user-42", eventName: "invoice_paid", properties: { amount: 49 }, eventId: "invoice-7" },
];

const Tracked = z.object({
  success: z.literal(true),
  eventId: z.string().describe("Id of the event; sending it again with this id changes nothing"),
  joinedSession: z.boolean().describe("Whether it belongs to a visit"),
});
const Identified = z.object({
  success: z.literal(true),
  userId: z.string().nullable().describe("This installation's own id of the user, hm_usr_…"),
  visitorId: z.string().describe("The visitor under which all of the user's visitors go on"),
});
const UserId = z.object({
  userId: z.string().nullable().describe("hm_usr_…; null where nobody has said who the visitor is"),
  visitorId: z.string(),
  traits: z.looseObject({}),
});
const BatchResult = z.object({
  accepted: z.int(),
  refused: z.int(),
  results: z.array(
    z.object({
      index: z.int().describe("Place in the batch, from 0"),
      status: z.enum(["accepted", "left_out", "refused"]),
      eventId: z.string().optional(),
      reason: z.string().optional().describe("Why a machine's event was left out"),
      error: z.looseObject({ code: z.string(), message: z.string() }).optional(),
    }),
  ),
});

/** What servers call, as the OpenAPI document tells it. */
export const SERVER_API_PATHS: Readonly<Record<string, object>> = {
  "/api/v1/track": {
    post: {
      operationId: "track",
      summary: "Send an event",
      description:
        "Something happened to somebody: one of userId, email and visitorId says to whom. It belongs to no visit unless session is latest and a visit is going on.",
      requestBody: jsonBody(TrackBody, TRACK_EXAMPLES.body),
      responses: { 200: answered("The event is safe", Tracked), ...refused(SENDING) },
    },
  },
  "/api/v1/identify": {
    post: {
      operationId: "identify",
      summary: "Say who somebody is",
      description:
        "Joins visitors of one person, and adds traits. Names and e-mail addresses are not kept in the clear.",
      requestBody: jsonBody(IdentifyBody, IDENTIFY_EXAMPLES.body),
      responses: { 200: answered("The person is known", Identified), ...refused(SENDING) },
    },
  },
  "/api/v1/user-id": {
    get: {
      operationId: "user_id",
      summary: "Ask who a visitor is",
      parameters: [
        {
          name: "visitorId",
          in: "query",
          required: true,
          description: "Id of the visitor, as the tracker sends it",
          schema: { type: "string" },
        },
      ],
      responses: { 200: answered("The user behind the visitor", UserId), ...refused([400, 401, 403, 429, 503]) },
    },
  },
  "/api/v1/events/batch": {
    post: {
      operationId: "events_batch",
      summary: "Send many events, history too",
      description: `Up to ${BATCH_EVENTS_MAX} events or ${BATCH_BYTES_MAX} bytes, as a JSON array or one in each line, packed with gzip or not. Each event's fate is told by its place.`,
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: { type: "array", maxItems: BATCH_EVENTS_MAX, items: toSchema(BatchEvent, "input") },
            example: EVENTS_EXAMPLE,
          },
          "application/x-ndjson": {
            schema: { type: "string" },
            example: EVENTS_EXAMPLE.map((event) => JSON.stringify(event)).join("\n"),
          },
        },
      },
      responses: { 200: answered("What became of each event", BatchResult), ...refused(SENDING) },
    },
  },
};

function jsonBody(schema: z.ZodType, example: object) {
  return { required: true, content: { "application/json": { schema: toSchema(schema, "input"), example } } };
}

function answered(description: string, schema: z.ZodType) {
  return { description, content: { "application/json": { schema: toSchema(schema, "output") } } };
}

function refused(statuses: readonly Status[]) {
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return Object.fromEntries(statuses.map((status) => [status, { description: REFUSED[status], content }]));
}

/** Fields that are not named are ignored, so that no reader is told that there are no others. */
function toSchema(schema: z.ZodType, io: "input" | "output") {
  const { $schema: _dialect, ...published } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return published;
}
