// A process of its own, on one core: an empty route, and one that checks an access token as the product does.
// Arguments: the address of a Postgres database, or a path for SQLite. Prints its port and good tokens of different people as JSON.
import { authenticateToken } from "@heliometer/accounts";
import { hashSecret, newId, newSecret, systemClock } from "@heliometer/core";
import { type Database, migrate, openDatabase } from "@heliometer/db";
import fastify from "fastify";

const RESOURCE = "http://localhost/api/v1/mcp";
/** Each connection of the load has a token of its own. */
const CONNECTIONS = 16;
const DAY_MS = 86_400_000;

const [place = ""] = process.argv.slice(2);
const db = await openDatabase(
  place.startsWith("postgres") ? { engine: "postgres", url: place } : { engine: "sqlite", path: place },
);
await migrate(db);
const tokens: string[] = [];
for (let index = 0; index < CONNECTIONS; index += 1) tokens.push(await seed(db));

const app = fastify();
app.get("/empty", async () => ({ fine: true }));
app.get("/checked", async (request, reply) => {
  const presented = request.headers.authorization?.slice("Bearer ".length) ?? "";
  const access = await authenticateToken({ db, clock: systemClock }, { token: presented, resource: RESOURCE });
  return access ? { fine: true } : reply.code(401).send({ fine: false });
});
const address = await app.listen({ host: "127.0.0.1", port: 0 });
console.log(JSON.stringify({ port: Number(new URL(address).port), tokens }));

/** One connection of one user to two projects. */
async function seed(store: Database): Promise<string> {
  const created_at = Date.now();
  const [user, organization, client, grant, secret] = [newId(), newId(), newId(), newId(), newSecret()];
  const password = { password_hash: "-", password_changed_at: created_at };
  await store
    .insertInto("organizations")
    .values({ id: organization, name: "O", plan: "starter", created_at })
    .execute();
  await store
    .insertInto("users")
    .values({ id: user, email: `${user}@example.com`, name: "U", is_operator: 0, created_at, ...password })
    .execute();
  await store
    .insertInto("oauth_clients")
    .values({ id: client, name: "C", redirect_host: "localhost", metadata: "{}", created_at, last_used_at: null })
    .execute();
  const scopes = "analytics:read revenue:read";
  const lasting = { scopes, payload: "{}", created_at, expires_at: created_at + DAY_MS };
  await store
    .insertInto("oauth_grants")
    .values({ id: grant, user_id: user, client_id: client, last_used_at: null, ...lasting })
    .execute();
  for (const name of ["One", "Two"]) {
    const id = newId();
    const project = { id, organization_id: organization, name, domains: "[]", timezone: "UTC", currency: "USD" };
    await store
      .insertInto("projects")
      .values({ ...project, week_start: 1, mcp_enabled: 1, created_at })
      .execute();
    await store
      .insertInto("memberships")
      .values({ user_id: user, project_id: id, role: "owner", created_at })
      .execute();
    await store.insertInto("oauth_grant_projects").values({ grant_id: grant, project_id: id }).execute();
  }
  const record = { model: "AccessToken", id_hash: hashSecret(secret), grant_id: grant, uid: null, audience: RESOURCE };
  await store
    .insertInto("oauth_records")
    .values({ ...record, consumed_at: null, ...lasting })
    .execute();
  return secret;
}
