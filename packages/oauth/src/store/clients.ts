import { Conflict } from "@heliometer/core";
import { prepareQuery, type SealedName, seal, unseal } from "@heliometer/db";
import Provider, { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import { FetchRefused } from "../documents/guarded-fetch.ts";
import { isDocumentId } from "../documents/read-document.ts";
import { ADDRESS_HEADER } from "../forward.ts";
import { redirectHost } from "../registration/redirects.ts";
import type { StoreContext } from "./context.ts";

/** Shown for a client that gave itself no name. */
export const UNNAMED_CLIENT = "Unnamed app";

const findClient = prepareQuery("oauth-client", (db, { id }: { id: string }) =>
  db.selectFrom("oauth_clients").select("metadata").where("id", "=", id),
);

/** A client whose document cannot be read, and who has no recent copy of it here. */
class DocumentUnreadable extends errors.InvalidClient {}

/** Clients that registered themselves; a client secret is sealed under the client's id. */
export function clientStore({ db, clock, secretKey, documents, renewals }: StoreContext): Adapter {
  async function upsert(id: string, payload: AdapterPayload): Promise<void> {
    const { client_secret: secret, ...metadata } = payload;
    const columns = {
      name: metadata.client_name ?? UNNAMED_CLIENT,
      redirect_host: redirectHost(metadata.redirect_uris?.[0] ?? ""),
      metadata: JSON.stringify(
        secret === undefined ? metadata : { ...metadata, sealed_client_secret: seal(nameOf(id), secret) },
      ),
    };
    await db
      .insertInto("oauth_clients")
      .values({ id, ...columns, created_at: clock(), last_used_at: null })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
      .execute();
  }

  async function find(id: string): Promise<AdapterPayload | undefined> {
    if (isDocumentId(id)) return findByDocument(documents, id);
    const renewing = renewals.current()?.client;
    const [row] = renewing?.id === id ? [renewing] : await findClient(db, { id });
    if (!row) return undefined;
    const { sealed_client_secret: sealed, ...metadata } = JSON.parse(row.metadata);
    if (typeof sealed !== "string") return metadata;
    const secret = open(id, sealed);
    // Sealed under another key: the client counts as gone, is told `invalid_client` and registers again.
    return secret === null ? undefined : { ...metadata, client_secret: secret };
  }

  function open(id: string, sealed: string): string | null {
    try {
      return unseal(nameOf(id), sealed);
    } catch (error) {
      if (error instanceof Conflict) return null;
      throw error;
    }
  }

  function nameOf(id: string): SealedName {
    return { secretKey, name: `oauth client ${id}` };
  }

  async function destroy(id: string): Promise<void> {
    await db.deleteFrom("oauth_clients").where("id", "=", id).execute();
  }

  return {
    upsert,
    find,
    destroy,
    consume: () => Promise.reject(new Error("A client is not consumed.")),
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    revokeByGrantId: async () => undefined,
  };
}

/** The library's own reader of documents stays off: it connects before it checks, and keeps no copy. */
async function findByDocument(documents: StoreContext["documents"], id: string): Promise<AdapterPayload> {
  const ctx = Provider.ctx;
  const asking = {
    address: ctx?.get(ADDRESS_HEADER) || null,
    isBeginning: ctx?.oidc.route === "authorization",
  };
  try {
    return { ...(await documents.find(id, asking)) };
  } catch (error) {
    if (!(error instanceof FetchRefused)) throw error;
    // RFC 6749 5.2 knows no quotes, backslashes or letters beyond ASCII here.
    throw new DocumentUnreadable(error.message.replace(/[^\x20-\x7e]|["\\]/gu, " "));
  }
}
