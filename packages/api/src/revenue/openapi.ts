import {
  ChargeBody,
  ChargeChange,
  CustomerBody,
  CustomerChange,
  REVENUE_EXAMPLES,
  SPEND_EXAMPLE,
  SPEND_ROWS_MAX,
  Spend,
  SubscriptionBody,
  SubscriptionChange,
} from "@heliometer/revenue";
import { z } from "zod";
import { answered, jsonBody, type RefusalStatus, refused } from "../openapi-parts.ts";
import { ChargeAnswer, CustomerAnswer, listOf, SubscriptionAnswer } from "./answers.ts";

const READING: readonly RefusalStatus[] = [400, 401, 403, 429, 503];
const WRITING: readonly RefusalStatus[] = [400, 401, 403, 404, 413, 415, 429, 503];

const SpendBody = z.object({ rows: z.array(Spend).min(1).max(SPEND_ROWS_MAX) });
const SpendAnswer = z.object({
  created: z.int().describe("Rows that are new"),
  updated: z.int().describe("Rows that took the place of what was stored under their key"),
  unchanged: z.int().describe("Rows that say what was stored already"),
});

const LIST_PARAMETERS = [
  {
    name: "limit",
    in: "query",
    required: false,
    description: "How many at once",
    schema: { type: "integer", minimum: 1, maximum: 100, default: 50 },
  },
  {
    name: "cursor",
    in: "query",
    required: false,
    description: "nextCursor of the part before",
    schema: { type: "string" },
  },
];

interface Described {
  readonly noun: string;
  readonly plural: string;
  readonly about: string;
  /** What the last part of the address is. */
  readonly id: string;
  readonly body: z.ZodObject;
  readonly change: z.ZodObject;
  readonly answer: z.ZodObject;
  readonly examples: { readonly body: object; readonly change: object; readonly id: string };
}

const CUSTOMERS: Described = {
  noun: "customer",
  plural: "customers",
  about:
    "Customers of your own payments. A visitor who is known by the e-mail address, the user id or the visitor id is linked. A charge or subscription may also introduce a customer.",
  id: "The customer's id, or your external id",
  body: CustomerBody,
  change: CustomerChange,
  answer: CustomerAnswer,
  examples: { body: REVENUE_EXAMPLES.customer, change: REVENUE_EXAMPLES.customerChange, id: "cus-1042" },
};
const CHARGES: Described = {
  noun: "charge",
  plural: "charges",
  about:
    "Payments. Amounts are whole minor units of the currency. What is given back (amountRefunded) counts on the day of the refund, refundedAt.",
  id: "Your external id of the charge",
  body: ChargeBody,
  change: ChargeChange,
  answer: ChargeAnswer,
  examples: { body: REVENUE_EXAMPLES.charge, change: REVENUE_EXAMPLES.chargeChange, id: "order-7" },
};
const SUBSCRIPTIONS: Described = {
  noun: "subscription",
  plural: "subscriptions",
  about:
    "What is paid again and again; the monthly recurring revenue is made of it. A change of price, quantity or status holds since effectiveAt, so history can be told.",
  id: "Your external id of the subscription",
  body: SubscriptionBody,
  change: SubscriptionChange,
  answer: SubscriptionAnswer,
  examples: { body: REVENUE_EXAMPLES.subscription, change: REVENUE_EXAMPLES.subscriptionChange, id: "sub-7" },
};

/** What servers write about money, as the OpenAPI document tells it. */
export const REVENUE_PATHS: Readonly<Record<string, object>> = {
  ...Object.fromEntries([CUSTOMERS, CHARGES, SUBSCRIPTIONS].flatMap(describeResource)),
  "/api/v1/spend": {
    post: {
      operationId: "store_spend",
      summary: "Store advertising spend",
      description: `Up to ${SPEND_ROWS_MAX} rows, all or none. A row that comes again, by its externalId or by date, channel, campaign and currency, takes the place of the one before: send the last weeks again as often as the platform restates them. Details of a refusal list every row at fault.`,
      requestBody: jsonBody(SpendBody, { rows: [SPEND_EXAMPLE] }),
      responses: { 200: answered("What became of the rows", SpendAnswer), ...refused(WRITING) },
    },
  },
};

function describeResource(about: Described): [string, object][] {
  const { noun, plural, answer, examples } = about;
  const path = `/api/v1/revenue/${plural}`;
  const id = {
    name: "id",
    in: "path",
    required: true,
    description: about.id,
    schema: { type: "string" },
    example: examples.id,
  };
  const post = {
    operationId: `store_${noun}`,
    summary: `Store a ${noun}`,
    description: `${about.about} Sent again with the same externalId, a ${noun} is changed and not doubled.`,
    requestBody: jsonBody(about.body, examples.body),
    responses: {
      200: answered(`The ${noun}, which was known`, answer),
      201: answered(`The ${noun}, which is new`, answer),
      ...refused(WRITING),
    },
  };
  const get = {
    operationId: `list_${plural}`,
    summary: `List ${plural}`,
    description: `The project's ${plural} of all sources, payment providers included, oldest first.`,
    parameters: LIST_PARAMETERS,
    responses: { 200: answered(`A part of the ${plural}`, listOf(answer)), ...refused(READING) },
  };
  const patch = {
    operationId: `change_${noun}`,
    summary: `Change a ${noun}`,
    description: `What is left out stays. Only what came by this API is changed by it.`,
    parameters: [id],
    requestBody: jsonBody(about.change, examples.change),
    responses: { 200: answered(`The ${noun}`, answer), ...refused(WRITING) },
  };
  return [
    [path, { post, get }],
    [`${path}/{id}`, { patch }],
  ];
}
