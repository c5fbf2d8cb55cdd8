import { InvalidInput } from "@heliometer/core";

/** Where a list goes on: behind this row. */
export interface Place {
  readonly at: number;
  readonly id: string;
}

/** A part of a list, oldest first. */
export interface Listed<View> {
  readonly data: readonly View[];
  /** Asks for the next part; null at the end. */
  readonly nextCursor: string | null;
}

/** What a list may be asked for. */
export interface ListQuery {
  readonly projectId: string;
  readonly query: unknown;
}

const LIMIT = { usual: 50, most: 100 };
const QUERY_FIELDS = ["limit", "cursor"] as const;

/**
 * Reads the query of a list.
 * @throws InvalidInput naming the parameter.
 */
export function readListQuery(query: unknown): { limit: number; after: Place | null } {
  const given = Object(query ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(given).find((name) => !QUERY_FIELDS.some((known) => known === name));
  if (unknown !== undefined) {
    throw new InvalidInput({ field: unknown, rule: "is no parameter of this list.", allowed: QUERY_FIELDS });
  }
  const limit = given.limit === undefined ? LIMIT.usual : Number(given.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT.most) {
    throw new InvalidInput({
      field: "limit",
      rule: `must be a whole number from 1 to ${LIMIT.most}.`,
      received: given.limit,
      example: { limit: LIMIT.usual },
    });
  }
  return { limit, after: given.cursor === undefined ? null : readCursor(given.cursor) };
}

/** A part of a list from its rows, of which one more than `limit` was asked for. */
export function listed<Row, View>(
  rows: readonly Row[],
  { limit, placeOf }: { limit: number; placeOf: (row: Row) => Place },
  views: readonly View[],
): Listed<View> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { data: views, nextCursor: last ? writeCursor(placeOf(last)) : null };
}

function writeCursor({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at, id])).toString("base64url");
}

function readCursor(cursor: unknown): Place {
  try {
    const [at, id] = JSON.parse(Buffer.from(String(cursor), "base64url").toString("utf8")) as unknown[];
    if (Number.isSafeInteger(at) && typeof id === "string") return { at: at as number, id };
  } catch {
    // Told below.
  }
  throw new InvalidInput({ field: "cursor", rule: "must be nextCursor of the part before.", received: cursor });
}
