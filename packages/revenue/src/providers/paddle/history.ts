import { z } from "zod";
import { historyOf } from "../history.ts";
import { asParts, asRecords, type History, type HistoryAccess, HistoryFault, type ReadObject } from "../provider.ts";
import { readAdjustment, readCustomer, readTransaction } from "./money.ts";
import { readDiscount, readPastSubscription } from "./subscription.ts";

const LIVE = new URL("https://api.paddle.com");
const SANDBOX = new URL("https://sandbox-api.paddle.com");
const TIMEOUT_MS = 30_000;
const RETRY_MS = 2_000;
const MS_PER_SECOND = 1_000;

interface Step {
  /** The list's address with the most that it hands out at once. */
  readonly list: string;
  readonly read: ReadObject;
}

const STEPS: Readonly<Record<string, Step>> = {
  customers: {
    list: "/customers?status=active,archived&per_page=200",
    read: asRecords((object, seen) => [readCustomer(object, seen)]),
  },
  discounts: {
    list: "/discounts?status=active,archived&per_page=200",
    read: asParts(readDiscount),
  },
  subscriptions: {
    list: "/subscriptions?per_page=200",
    read: asParts(readPastSubscription),
  },
  transactions: {
    list: "/transactions?status=paid,completed,billed,past_due&per_page=30",
    read: asRecords(readTransaction),
  },
  adjustments: {
    list: "/adjustments?per_page=50",
    read: asRecords(readAdjustment),
  },
};

const Page = z.object({
  data: z.array(z.looseObject({ id: z.string() })),
  meta: z.object({ pagination: z.object({ has_more: z.boolean() }) }),
});

/** Opens a Paddle account's history; the key says whether it is a sandbox. Nothing is asked yet. */
export async function openPaddleHistory({ apiKey, address }: HistoryAccess): Promise<History> {
  const base = address ?? (apiKey.startsWith("pdl_sdbx_") ? SANDBOX : LIVE);

  return historyOf(STEPS, async ({ list }, { name, position }) => {
    const url = new URL(list, base);
    if (position !== null) url.searchParams.set("after", position);
    const { data, meta } = Page.parse(await ask(url, { apiKey, step: name }));
    return { data, hasMore: meta.pagination.has_more };
  });
}

async function ask(url: URL, { apiKey, step }: { apiKey: string; step: string }): Promise<unknown> {
  const headers = { authorization: `Bearer ${apiKey}`, "skip-count": "true" };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const answer = await fetch(url, { headers, signal, redirect: "error" });
    if (answer.ok) return await answer.json();
    await answer.body?.cancel();
    throw refusal(answer, step);
  } catch (error) {
    if (error instanceof HistoryFault) throw error;
    throw new HistoryFault("Paddle could not be read (no connection, or it broke off).", RETRY_MS);
  }
}

function refusal({ status, headers }: Response, step: string): HistoryFault {
  if (status === 429) {
    const seconds = Number(headers.get("retry-after") ?? Number.NaN);
    return new HistoryFault("Paddle asked to wait.", Number.isFinite(seconds) ? seconds * MS_PER_SECOND : RETRY_MS);
  }
  if (status === 401)
    return new HistoryFault("Paddle does not know the API key. Give the connection another one.", null);
  if (status === 403)
    return new HistoryFault(
      `The API key may not read ${step}. Give it that permission in Paddle, then start again.`,
      null,
    );
  if (status < 500) return new HistoryFault(`Paddle refused to list ${step} (status ${status}).`, null);
  return new HistoryFault(`Paddle could not be read (status ${status}).`, RETRY_MS);
}
