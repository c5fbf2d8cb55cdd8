import type { DocumentStore, Metadata } from "../documents/resolve.ts";
import { redirectHost } from "../registration/redirects.ts";
import { UNNAMED_CLIENT } from "./clients.ts";
import type { StoreContext } from "./context.ts";

/** The last good copies of client documents: rows beside the clients that registered themselves. */
export function documentStore({ db, clock }: Pick<StoreContext, "db" | "clock">): DocumentStore {
  return {
    async find(id) {
      const row = await db
        .selectFrom("oauth_clients")
        .select(["metadata", "document_fetched_at"])
        .where("id", "=", id)
        .where("document_fetched_at", "is not", null)
        .executeTakeFirst();
      if (!row) return null;
      const metadata: Metadata = JSON.parse(row.metadata);
      return { metadata, fetchedAt: row.document_fetched_at ?? 0 };
    },
    async save(id, metadata) {
      const uris = Array.isArray(metadata.redirect_uris) ? metadata.redirect_uris : [];
      const now = clock();
      const columns = {
        name: typeof metadata.client_name === "string" ? metadata.client_name : UNNAMED_CLIENT,
        metadata: JSON.stringify(metadata),
        document_fetched_at: now,
      };
      await db
        .insertInto("oauth_clients")
        .values({
          id,
          ...columns,
          redirect_host: redirectHost(String(uris[0] ?? "")),
          created_at: now,
          last_used_at: null,
        })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
        .execute();
    },
  };
}
