import type { TestProduct } from "./product.ts";

export type Fields = Record<string, unknown>;

/** An answer of the Revenue API, good or bad. */
export interface RevenueAnswer {
  status: number;
  headers: Headers;
  body: Fields & {
    data: Fields[];
    nextCursor: string | null;
    error: { code: string; message: string; details: { field: string } };
  };
}

/** Bodies to which an external id is added. */
export const CHARGE = { amount: 4900, currency: "EUR", chargedAt: "2026-11-10T09:00:00Z", email: "ada@example.com" };
export const SUBSCRIPTION = {
  email: "ada@example.com",
  status: "active",
  amount: 4900,
  currency: "EUR",
  interval: "month",
  startedAt: "2026-09-01T00:00:00Z",
};

/** Asks the Revenue API of a product, with the shop's full key unless another is handed in. */
export function createRevenueClient({ origin, keys, revenue }: TestProduct) {
  async function send(method: string, path: string, { body, key }: { body?: unknown; key?: string | undefined }) {
    const response = await fetch(`${origin}/api/v1/revenue/${path}`, {
      method,
      headers: { "x-api-key": key ?? keys.full, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() } as RevenueAnswer;
  }
  return {
    get: (path: string, key?: string) => send("GET", path, { key }),
    post: (path: string, body: unknown, key?: string) => send("POST", path, { body, key }),
    patch: (path: string, body: unknown, key?: string) => send("PATCH", path, { body, key }),
    /** How many rows all projects have. */
    count: async (table: "charges" | "customers") =>
      (await revenue.db.selectFrom(table).select("project_id").execute()).length,
  };
}
