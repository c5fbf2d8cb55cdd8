import type { IncomingMessage } from "node:http";
import { type Clock, hashSecret } from "@heliometer/core";
import { type Database, gatherQuestions, isAmong, type OauthRecordRow, prepareQuery } from "@heliometer/db";
import Provider from "oidc-provider";

/** All that the renewal of a token asks of the store, as it was when the request came. */
export interface Renewal {
  refreshToken: string;
  token: Pick<OauthRecordRow, "payload" | "consumed_at">;
  /** Null when it has expired or is gone. */
  grant: { id: string; payload: string } | null;
  client: { id: string; metadata: string } | null;
  userId: string | null;
  /** The next refresh token: it is written together with its access token, which the library makes a moment later. */
  next: NewRecord | null;
}

/** A record that nobody has used. */
export type NewRecord = Omit<OauthRecordRow, "consumed_at">;

/** Renewals of the requests that are being answered. */
export interface Renewals {
  /** Reads what belongs to a refresh token; null when there is no such token that has not expired. */
  read(refreshToken: string): Promise<Renewal | null>;
  /** Says which request it belongs to. */
  attach(message: IncomingMessage, renewal: Renewal): void;
  /** That of the request that the library is answering. */
  current(): Renewal | undefined;
}

const selectRenewals = prepareQuery("oauth-renewal", (db, { hashes }: { hashes: string }) =>
  db
    .selectFrom("oauth_records as token")
    .leftJoin("oauth_grants as grant", "grant.id", "token.grant_id")
    .leftJoin("oauth_clients as client", "client.id", "grant.client_id")
    .leftJoin("users", "users.id", "grant.user_id")
    .select(["token.id_hash", "token.payload", "token.consumed_at", "token.expires_at"])
    .select(["grant.id as grant_id", "grant.payload as grant_payload", "grant.expires_at as grant_expires_at"])
    .select(["client.id as client_id", "client.metadata", "users.id as user_id"])
    .where("token.model", "=", "RefreshToken")
    .where(isAmong(db, "token.id_hash", hashes)),
);
type RenewalRow = Awaited<ReturnType<typeof selectRenewals>>[number];
const findRenewal = gatherQuestions({
  ask: (db, hashes) => selectRenewals(db, { hashes }),
  keyOf: ({ id_hash }: RenewalRow) => id_hash,
});

/** Four questions of the library as one, asked for all requests of the same moment. */
export function createRenewals({ db, clock }: { db: Database; clock: Clock }): Renewals {
  const attached = new WeakMap<IncomingMessage, Renewal>();

  async function read(refreshToken: string): Promise<Renewal | null> {
    const [row] = await findRenewal(db, hashSecret(refreshToken));
    const now = clock();
    if (!row || hasExpired(row.expires_at, now)) return null;
    const { payload, consumed_at, grant_id, grant_payload, client_id, metadata, user_id } = row;
    const lasts = grant_id !== null && grant_payload !== null && !hasExpired(row.grant_expires_at, now);
    return {
      refreshToken,
      token: { payload, consumed_at },
      grant: lasts ? { id: grant_id, payload: grant_payload } : null,
      client: client_id !== null && metadata !== null ? { id: client_id, metadata } : null,
      userId: user_id,
      next: null,
    };
  }

  return {
    read,
    attach: (message, renewal) => void attached.set(message, renewal),
    current: () => {
      const message = Provider.ctx?.req;
      return message && attached.get(message);
    },
  };
}

function hasExpired(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}
