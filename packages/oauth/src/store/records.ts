import { hashSecret } from "@heliometer/core";
import { type Database, type OauthRecordRow, prepareQuery } from "@heliometer/db";
import { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import { REFRESH_GRACE_MS, type StoreContext } from "./context.ts";

// What each renewal of a token asks and writes.
const findRecord = prepareQuery("oauth-record", (db, values: { model: string; idHash: string; now: number }) =>
  selectLive(db, values).where("id_hash", "=", values.idHash),
);
const consumeRecord = prepareQuery(
  "oauth-record-used",
  (db, { model, idHash, now }: { model: string; idHash: string; now: number }) =>
    db
      .updateTable("oauth_records")
      .set({ consumed_at: now })
      .where("model", "=", model)
      .where("id_hash", "=", idHash)
      .where("consumed_at", "is", null)
      .returning("id_hash"),
);
const writeRecord = prepareQuery("oauth-record-written", (db, row: Omit<OauthRecordRow, "consumed_at">) => {
  const { payload, grant_id, uid, scopes, audience, expires_at } = row;
  const columns = { payload, grant_id, uid, scopes, audience, expires_at };
  return (
    db
      .insertInto("oauth_records")
      .values({ model: row.model, id_hash: row.id_hash, ...columns, consumed_at: null, created_at: row.created_at })
      // A record that was used stays used.
      .onConflict((conflict) => conflict.columns(["model", "id_hash"]).doUpdateSet(columns))
  );
});

function selectLive(db: Database, { model, now }: { model: string; now: number }) {
  return db
    .selectFrom("oauth_records")
    .select(["payload", "consumed_at"])
    .where("model", "=", model)
    .where((is) => is.or([is("expires_at", "is", null), is("expires_at", ">", now)]));
}

/**
 * Codes, tokens, interactions and sessions. The id of such a record is its secret: the row holds the SHA-256 of it, and
 * the payload goes in without it.
 */
export function recordStore(context: StoreContext, model: string): Adapter {
  const { db, clock, resource } = context;

  async function upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    const now = clock();
    const columns = {
      payload: JSON.stringify(withoutId(id, payload)),
      grant_id: payload.grantId ?? null,
      uid: payload.uid ?? null,
      // Columns of their own for the token check, which is one SQL query.
      scopes: model === "AccessToken" ? (payload.scope ?? "") : null,
      audience: typeof payload.aud === "string" ? payload.aud : null,
      expires_at: expiresInSeconds === undefined ? null : now + expiresInSeconds * 1000,
    };
    await writeRecord(db, { model, id_hash: hashSecret(id), ...columns, created_at: now });
  }

  async function find(id: string): Promise<AdapterPayload | undefined> {
    const [row] = await findRecord(db, { model, idHash: hashSecret(id), now: clock() });
    return row && read(row, id);
  }

  /** Sessions only. The id stays unknown; the library needs the account alone. */
  async function findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const row = await selectLive(db, { model, now: clock() }).where("uid", "=", uid).executeTakeFirst();
    return row && JSON.parse(row.payload);
  }

  function read(row: Pick<OauthRecordRow, "payload" | "consumed_at">, id: string): AdapterPayload | undefined {
    const payload = withId(id, JSON.parse(row.payload));
    if (model === "RefreshToken" && payload.resource !== resource) return undefined;
    if (row.consumed_at === null || isWithinGrace(row.consumed_at)) return payload;
    return { ...payload, consumed: Math.floor(row.consumed_at / 1000) };
  }

  function isWithinGrace(consumedAt: number): boolean {
    // Both ways, so that a clock that was set back by an hour does not make an old token good for an hour.
    return model === "RefreshToken" && Math.abs(clock() - consumedAt) < REFRESH_GRACE_MS;
  }

  /** Compare and set: of several requests with one code, one gets it. */
  async function consume(id: string): Promise<void> {
    const idHash = hashSecret(id);
    const won = await consumeRecord(db, { model, idHash, now: clock() });
    if (won.length > 0) return;
    const [row] = await findRecord(db, { model, idHash, now: clock() });
    if (row?.consumed_at == null || !isWithinGrace(row.consumed_at)) throw new errors.InvalidGrant("already used");
    context.onReuse();
  }

  async function destroy(id: string): Promise<void> {
    await db.deleteFrom("oauth_records").where("model", "=", model).where("id_hash", "=", hashSecret(id)).execute();
  }

  async function revokeByGrantId(grantId: string): Promise<void> {
    await db.deleteFrom("oauth_records").where("model", "=", model).where("grant_id", "=", grantId).execute();
  }

  return { upsert, find, findByUid, findByUserCode: async () => undefined, consume, destroy, revokeByGrantId };
}

/** A record without its id, wherever the library repeats it; an interaction also holds the id of its session. */
function withoutId(id: string, { jti: _jti, ...payload }: AdapterPayload): AdapterPayload {
  const { returnTo, session, ...rest } = payload;
  const { cookie: _cookie, ...account } = session ?? {};
  return {
    ...rest,
    ...(session === undefined ? {} : { session: account }),
    ...(returnTo === undefined ? {} : { returnTo: returnTo.slice(0, -id.length) }),
  };
}

function withId(id: string, { returnTo, ...payload }: AdapterPayload): AdapterPayload {
  return { ...payload, jti: id, ...(returnTo === undefined ? {} : { returnTo: `${returnTo}${id}` }) };
}

/** Ends a session of the authorization server, which has nothing to do with being signed in to the product. */
export async function deleteSession(db: Database, uid: string): Promise<void> {
  await db.deleteFrom("oauth_records").where("model", "=", "Session").where("uid", "=", uid).execute();
}

/** The scopes of a live refresh token, or null. */
export async function findRefreshScopes(context: StoreContext, refreshToken: string): Promise<string[] | null> {
  const payload = await recordStore(context, "RefreshToken").find(refreshToken);
  return payload?.scope?.split(" ") ?? null;
}
