import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as accounts from "@heliometer/accounts";
import { addShopAndBlog, CHEAP_PASSWORDS, type ShopAndBlog } from "@heliometer/accounts/testing";
import { hashSecret, type Scope } from "@heliometer/core";
import { migrate, openDatabase } from "@heliometer/db";
import type { Authenticate } from "../authenticate.ts";
import { NOW } from "./events.ts";

const RESOURCE = "http://localhost:3000/api/v1/mcp";

/** Two projects, one person and the keys of both, in a control store of their own. */
export interface TestControl {
  ctx: accounts.Context;
  people: ShopAndBlog;
  /** Other stores of the test may lie there. */
  directory: string;
  authenticate: Authenticate;
  /** An OAuth access token for the shop. */
  grantToken(scopes: readonly Scope[], resource?: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens it with a directory that `close` takes away again; the store lies there when it is asked `onDisk`, else in memory. */
export async function openTestControl({ onDisk = false } = {}): Promise<TestControl> {
  const directory = await mkdtemp(join(tmpdir(), "heliometer-mcp-"));
  const db = await openDatabase({ engine: "sqlite", path: onDisk ? join(directory, "control.db") : ":memory:" });
  await migrate(db);
  const clock = () => NOW;
  const ctx: accounts.Context = { db, clock, passwordCost: CHEAP_PASSWORDS, actor: { kind: "operator" } };
  const people = await addShopAndBlog(ctx);
  return {
    ctx,
    people,
    directory,
    authenticate: async ({ authorization, apiKey }) => {
      const credential = apiKey ?? /^Bearer (\S+)$/.exec(authorization ?? "")?.[1] ?? "";
      if (credential.startsWith("hm_")) return accounts.authenticateKey({ db, clock }, credential);
      return accounts.authenticateToken({ db, clock }, { token: credential, resource: RESOURCE });
    },
    grantToken: (scopes, resource = RESOURCE) => grantToken(ctx, { ...people, scopes, resource }),
    close: async () => {
      await db.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface WantedToken {
  userId: string;
  shop: { id: string };
  scopes: readonly Scope[];
  resource: string;
}

/** What the authorization server stores when a person consents. */
async function grantToken({ db }: accounts.Context, { userId, shop, scopes, resource }: WantedToken): Promise<string> {
  const token = `token-${scopes.join("-")}-${resource.length}`;
  const times = { created_at: NOW, expires_at: NOW + 3_600_000 };
  const grant = { id: `grant-${token}`, user_id: userId, client_id: "client", scopes: scopes.join(" ") };
  await db
    .insertInto("oauth_clients")
    .values({
      id: "client",
      name: "Test",
      redirect_host: "localhost",
      metadata: "{}",
      created_at: NOW,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto("oauth_grants")
    .values({ ...grant, ...times, payload: "{}", last_used_at: null })
    .execute();
  await db.insertInto("oauth_grant_projects").values({ grant_id: grant.id, project_id: shop.id }).execute();
  await db
    .insertInto("oauth_records")
    .values({
      ...times,
      model: "AccessToken",
      id_hash: hashSecret(token),
      payload: "{}",
      grant_id: grant.id,
      uid: null,
      scopes: scopes.join(" "),
      audience: resource,
      consumed_at: null,
    })
    .execute();
  return token;
}
