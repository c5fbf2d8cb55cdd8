import assert from "node:assert/strict";
import { hashSecret, NotFound, newId, newSecret, Unauthenticated } from "@heliometer/core";
import { argon2id, hash } from "argon2";
import { sweepAccounts } from "../sweep.ts";
import type { Suite, World } from "../testing/world.ts";
import { createUser } from "../users/create.ts";
import { authenticateSession } from "./authenticate.ts";
import { endOtherSessions, endSession, listSessions } from "./list.ts";
import type { NewSession } from "./open.ts";
import { type SignIn, signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const password = "correct horse battery";
const REFUSAL = (error: unknown) =>
  error instanceof Unauthenticated && error.message === "E-mail or password is wrong.";

export const sessionsSuite: Suite = {
  "signing in opens a session of 90 days that is stored as a hash": async (world) => {
    const { email, id } = await addSignedUp(world);
    const session = await open(world, { email: email.toUpperCase(), password, userAgent: "a".repeat(999) });
    assert.equal(session.userId, id);
    assert.equal(session.expiresAt, world.operator.clock() + 90 * DAY_MS);
    const rows = await world.db.selectFrom("user_sessions").selectAll().where("user_id", "=", id).execute();
    assert.equal(rows[0]?.id_hash, hashSecret(session.secret));
    assert.equal(rows[0]?.user_agent.length, 300);
    assert.equal(JSON.stringify(rows).includes(session.secret), false);
    assert.deepEqual(await authenticateSession(world.operator, session.secret), {
      userId: id,
      email,
      name: "Ada",
      isOperator: false,
      sessionId: hashSecret(session.secret),
    });
  },

  "a wrong password, an unknown address and unreadable fields get one answer": async (world) => {
    const { email } = await addSignedUp(world);
    await assert.rejects(signIn(world.operator, { email, password: "wrong horse battery" }), REFUSAL);
    await assert.rejects(signIn(world.operator, { email: `x${email}`, password }), REFUSAL);
    await assert.rejects(signIn(world.operator, { email, password: "x".repeat(100_000) }), REFUSAL);
    await assert.rejects(signIn(world.operator, JSON.parse("{}")), REFUSAL);
  },

  "an unknown address costs the time of a wrong password": async (world) => {
    const { email } = await addSignedUp(world);
    const attempt = async (address: string) => {
      const start = performance.now();
      await assert.rejects(signIn(world.operator, { email: address, password: "wrong horse battery" }), REFUSAL);
      return performance.now() - start;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      known.push(await attempt(email));
      unknown.push(await attempt(`x${email}`));
    }
    // Without a hash an answer takes a fiftieth of the time.
    const ratio = Math.min(...unknown) / Math.min(...known);
    assert.ok(ratio > 0.33 && ratio < 3, `ratio ${ratio}`);
  },

  "a session ends after 14 idle days, and use keeps it alive": async (world) => {
    const session = await openSession(world);
    for (let week = 0; week < 4; week += 1) {
      world.advance(13 * DAY_MS);
      assert.ok(await authenticateSession(world.operator, session.secret));
    }
    world.advance(14 * DAY_MS - 1);
    assert.ok(await authenticateSession(world.operator, session.secret));
    world.advance(14 * DAY_MS);
    assert.equal(await authenticateSession(world.operator, session.secret), null);
  },

  "a session ends after 90 days, however much it is used": async (world) => {
    const session = await openSession(world);
    for (let day = 0; day < 89; day += 10) {
      assert.ok(await authenticateSession(world.operator, session.secret));
      world.advance(10 * DAY_MS);
    }
    assert.equal(world.operator.clock(), session.expiresAt);
    assert.equal(await authenticateSession(world.operator, session.secret), null);
  },

  "the last visit is written at most once a minute": async (world) => {
    const session = await openSession(world);
    const start = world.operator.clock();
    const lastSeen = async () => {
      await authenticateSession(world.operator, session.secret);
      const query = world.db.selectFrom("user_sessions").select("last_seen_at");
      const row = await query.where("id_hash", "=", hashSecret(session.secret)).executeTakeFirstOrThrow();
      return row.last_seen_at;
    };
    world.advance(MINUTE_MS - 1);
    assert.equal(await lastSeen(), start);
    world.advance(1);
    assert.equal(await lastSeen(), start + MINUTE_MS);
  },

  "signing out ends the session at once and no other": async (world) => {
    const { email } = await addSignedUp(world);
    const first = await open(world, { email, password });
    const second = await open(world, { email, password });
    await signOut(world.operator, first.secret);
    await signOut(world.operator, first.secret);
    assert.equal(await authenticateSession(world.operator, first.secret), null);
    assert.ok(await authenticateSession(world.operator, second.secret));
  },

  "an unknown secret is nobody": async (world) => {
    assert.equal(await authenticateSession(world.operator, newSecret()), null);
    assert.equal(await authenticateSession(world.operator, ""), null);
  },

  "a changed password ends the sessions from before": async (world) => {
    const session = await openSession(world);
    world.advance(1);
    await world.db
      .updateTable("users")
      .set({ password_changed_at: world.operator.clock() })
      .where("id", "=", session.userId)
      .execute();
    assert.equal(await authenticateSession(world.operator, session.secret), null);
  },

  "the sweep removes sessions that have ended, and no others": async (world) => {
    const ended = await openSession(world);
    world.advance(14 * DAY_MS);
    const living = await openSession(world);
    await sweepAccounts(world.operator);
    const left = async ({ secret }: NewSession) =>
      (await world.db.selectFrom("user_sessions").select("id_hash").where("id_hash", "=", hashSecret(secret)).execute())
        .length;
    assert.deepEqual([await left(ended), await left(living)], [0, 1]);
  },

  "a person sees their own sessions, the one at hand first, and ends one or all others": async (world) => {
    const { email } = await addSignedUp(world);
    const sessions: NewSession[] = [];
    for (const userAgent of ["Firefox", "Chrome", "Safari"]) {
      sessions.push(await open(world, { email, password, userAgent }));
      world.advance(1_000);
    }
    const [first, second, third] = sessions as [NewSession, NewSession, NewSession];
    const stranger = await openSession(world);
    const sessionId = hashSecret(first.secret);
    const ctx = world.as({ kind: "user", userId: first.userId, sessionId });
    const shown = async () => (await listSessions(ctx)).map(({ userAgent, isCurrent }) => [userAgent, isCurrent]);
    assert.deepEqual(await shown(), [
      ["Firefox", true],
      ["Safari", false],
      ["Chrome", false],
    ]);
    await assert.rejects(endSession(ctx, { sessionId: hashSecret(stranger.secret) }), NotFound);
    await endSession(ctx, { sessionId: hashSecret(second.secret) });
    assert.equal(await authenticateSession(world.operator, second.secret), null);
    await endOtherSessions(ctx);
    assert.deepEqual(await shown(), [["Firefox", true]]);
    assert.equal(await authenticateSession(world.operator, third.secret), null);
    assert.ok(await authenticateSession(world.operator, stranger.secret));
  },

  "a hash of older parameters is renewed at the next sign-in": async (world) => {
    const { email, id } = await addSignedUp(world);
    const older = await hash(password, { type: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await world.db.updateTable("users").set({ password_hash: older }).where("id", "=", id).execute();
    await signIn(world.operator, { email, password });
    const query = world.db.selectFrom("users").select("password_hash");
    const { password_hash } = await query.where("id", "=", id).executeTakeFirstOrThrow();
    assert.match(password_hash, /m=47104,p=1,t=1/);
    await signIn(world.operator, { email, password });
  },
};

function addSignedUp({ operator }: World) {
  return createUser(operator, { email: `${newId()}@example.com`, name: "Ada", password });
}

async function openSession(world: World) {
  const { email } = await addSignedUp(world);
  return open(world, { email, password });
}

/** Signs in to an account that has no second factor. */
async function open(world: World, input: SignIn): Promise<NewSession> {
  const answer = await signIn(world.operator, input);
  assert.equal(answer.kind, "signed_in");
  return answer.session;
}
