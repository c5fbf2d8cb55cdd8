import { setTimeout } from "node:timers/promises";
import { newSecret } from "@heliometer/core";
import { type Database, migrate, type OauthStepRow, type OpenDatabase, openDatabase } from "@heliometer/db";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import {
  type AuthorizationStep,
  type Interactions,
  newSigningKeys,
  type OauthOptions,
  registerOauth,
} from "../index.ts";

export const USERS = { ada: "user-ada", bob: "user-bob" } as const;
export const PROJECTS = { shop: "project-shop", blog: "project-blog", foreign: "project-foreign" } as const;

/** A running authorization server with two pages of its own instead of the product's. */
export interface TestServer {
  /** Where it listens. */
  origin: string;
  db: Database;
  steps: AuthorizationStep[];
  /** The log in the database, once what has happened so far is written. */
  storedSteps(): Promise<OauthStepRow[]>;
  interactions: Interactions;
  /** Moves the clock of the server's own store. */
  advance(ms: number): void;
  now(): number;
  close(): Promise<void>;
}

export interface TestServerOptions extends Partial<OauthOptions> {
  /** An empty database; by default one in memory. With `db`, that of another server, nothing is opened. */
  database?: OpenDatabase;
}

/**
 * Starts a server on a free loopback port. `publicUrl` defaults to that address, so that redirects can be followed.
 * The page of an interaction shows its details as JSON; `?as=USER` says who is signed in to the product.
 */
export async function startServer({ database, ...overrides }: TestServerOptions = {}): Promise<TestServer> {
  const db = overrides.db ?? (await openControlStore(database ?? { engine: "sqlite", path: ":memory:" }));

  const steps: AuthorizationStep[] = [];
  let offset = 0;
  const clock = () => Date.now() + offset;
  const app = fastify();
  const port = await freePort();
  const interactions = await registerOauth(app, {
    db,
    clock,
    publicUrl: new URL(`http://localhost:${port}/`),
    cookieKeys: [newSecret()],
    signingKeys: newSigningKeys(),
    secretKey: newSecret(),
    interactionPath: (uid) => `/connect/${uid}`,
    onEvent: (step) => steps.push(step),
    registrationsPerHour: 1_000,
    ...overrides,
  });
  registerPages(app, interactions);
  await app.listen({ host: "127.0.0.1", port });

  async function close(): Promise<void> {
    await app.close();
    if (!overrides.db) await db.destroy();
  }
  return {
    origin: `http://localhost:${port}`,
    db,
    steps,
    storedSteps: async () => {
      // Steps are written in batches, a quarter of a second after the first of them.
      await setTimeout(400);
      return db.selectFrom("oauth_steps").selectAll().orderBy("at").execute();
    },
    interactions,
    advance: (ms) => {
      offset += ms;
    },
    now: clock,
    close,
  };
}

async function openControlStore(place: OpenDatabase): Promise<Database> {
  const db = await openDatabase(place);
  await migrate(db);
  await seed(db);
  return db;
}

function registerPages(app: FastifyInstance, interactions: Interactions): void {
  app.addContentTypeParser("application/json", { parseAs: "string" }, async (_request: FastifyRequest, body: string) =>
    JSON.parse(body),
  );
  app.get("/connect/:uid", async (request, reply) => interactions.details(request, reply));
  app.post("/connect/:uid/sign-in", async (request, reply) =>
    next(reply, await interactions.signedIn(request, reply, bodyOf<{ userId: string }>(request))),
  );
  app.post("/connect/:uid/grant", async (request, reply) =>
    next(reply, await interactions.grant(request, reply, bodyOf(request))),
  );
  app.post("/connect/:uid/deny", async (request, reply) => next(reply, await interactions.deny(request, reply)));
}

function bodyOf<Body>(request: FastifyRequest): Body {
  return request.body as Body;
}

function next(reply: FastifyReply, url: string): FastifyReply {
  return reply.redirect(url, 303);
}

async function freePort(): Promise<number> {
  const probe = fastify();
  const address = await probe.listen({ host: "127.0.0.1", port: 0 });
  await probe.close();
  return Number(new URL(address).port);
}

async function seed(db: Database): Promise<void> {
  const created_at = Date.now();
  await db.insertInto("organizations").values({ id: "org", name: "Org", plan: "starter", created_at }).execute();
  for (const id of Object.values(USERS)) {
    await db
      .insertInto("users")
      .values({
        id,
        email: `${id}@example.com`,
        name: id,
        password_hash: "-",
        is_operator: 0,
        created_at,
        password_changed_at: created_at,
      })
      .execute();
  }
  for (const id of Object.values(PROJECTS)) {
    await db
      .insertInto("projects")
      .values({
        id,
        organization_id: "org",
        name: id,
        domains: "[]",
        timezone: "UTC",
        currency: "EUR",
        week_start: 1,
        mcp_enabled: 1,
        created_at,
      })
      .execute();
  }
  for (const [user_id, project_id] of [
    [USERS.ada, PROJECTS.shop],
    [USERS.ada, PROJECTS.blog],
    [USERS.bob, PROJECTS.shop],
    [USERS.bob, PROJECTS.foreign],
  ] as const) {
    await db.insertInto("memberships").values({ user_id, project_id, role: "viewer", created_at }).execute();
  }
}
