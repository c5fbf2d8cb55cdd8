import { hashSecret } from "@heliometer/core";
import {
  type Database,
  gatherQuestions,
  gatherWrites,
  isAmong,
  type OauthRecordRow,
  prepareQuery,
  rowsOf,
} from "@heliometer/db";
import { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import { REFRESH_GRACE_MS, type StoreContext } from "./context.ts";
import type { NewRecord } from "./renewal.ts";

// What each renewal of a token asks and writes.
const findRecord = prepareQuery("oauth-record", (db, values: { model: string; idHash: string; now: number }) =>
  selectLive(db, values).where("id_hash", "=", values.idHash),
);
const consumeRecords = prepareQuery(
  "oauth-records-used",
  (db, { model, hashes, now }: { model: string; hashes: string; now: number }) =>
    db
      .updateTable("oauth_records")
      .set({ consumed_at: now })
      .where("model", "=", model)
      .where(isAmong(db, "id_hash", hashes))
      .where("consumed_at", "is", null)
      .returning("id_hash"),
);
const writeRecord = prepareQuery("oauth-record-written", (db, row: NewRecord) => {
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
const NEW_COLUMNS = {
  model: "text",
  id_hash: "text",
  payload: "text",
  grant_id: "text",
  uid: "text",
  scopes: "text",
  audience: "text",
  expires_at: "bigint",
  created_at: "bigint",
} as const satisfies Record<keyof NewRecord, "text" | "bigint">;
const NEW_NAMES = Object.keys(NEW_COLUMNS) as (keyof NewRecord)[];
const insertRecords = prepareQuery("oauth-records-new", (db, { rows }: { rows: string }) =>
  db
    .insertInto("oauth_records")
    .columns(NEW_NAMES)
    .expression(db.selectFrom(rowsOf<NewRecord>(db, rows, NEW_COLUMNS)).select(NEW_NAMES)),
);
/** New tokens have new ids, so nothing is in their way. */
const writeNewRecords = gatherWrites<NewRecord>((db, rows) => insertRecords(db, { rows: JSON.stringify(rows) }));

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
  const { db, clock, resource, renewals } = context;
  const markUsed = gatherQuestions({
    ask: (store, hashes) => consumeRecords(store, { model, hashes, now: clock() }),
    keyOf: ({ id_hash }: { id_hash: string }) => id_hash,
    isForOne: true,
  });

  async function upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    const now = clock();
    const row: NewRecord = {
      model,
      id_hash: hashSecret(id),
      payload: JSON.stringify(withoutId(id, payload)),
      grant_id: payload.grantId ?? null,
      uid: payload.uid ?? null,
      // Columns of their own for the token check, which is one SQL query.
      scopes: model === "AccessToken" ? (payload.scope ?? "") : null,
      audience: typeof payload.aud === "string" ? payload.aud : null,
      expires_at: expiresInSeconds === undefined ? null : now + expiresInSeconds * 1000,
      created_at: now,
    };
    const renewal = renewals.current();
    if (renewal && model === "RefreshToken") renewal.next = row;
    else if (renewal?.next && model === "AccessToken") await writeNewRecords(db, [renewal.next, row]);
    else await writeRecord(db, row);
  }

  async function find(id: string): Promise<AdapterPayload | undefined> {
    const renewal = renewals.current();
    if (model === "RefreshToken" && renewal?.refreshToken === id) return read(renewal.token, id);
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
    const won = await markUsed(db, idHash);
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
