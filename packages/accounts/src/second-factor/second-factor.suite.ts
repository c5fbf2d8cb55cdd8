import assert from "node:assert/strict";
import { Conflict, InvalidInput, NotFound, newId, newSecret, RateLimited, Unauthenticated } from "@heliometer/core";
import { Secret, TOTP } from "otpauth";
import type { SealingContext } from "../context.ts";
import { confirmSignIn, WrongCode } from "../sessions/confirm-sign-in.ts";
import { signIn } from "../sessions/sign-in.ts";
import type { Suite, World } from "../testing/world.ts";
import { createUser } from "../users/create.ts";
import { changePassword, resetPassword } from "../users/set-password.ts";
import { beginSecondFactor, confirmSecondFactor, endSecondFactor, readSetUp, renewRecoveryCodes } from "./set-up.ts";
import { readSecondFactor } from "./state.ts";

const STEP_MS = 30_000;
const MINUTE_MS = 60_000;
const password = "correct horse battery";
const secretKey = newSecret();

export const secondFactorSuite: Suite = {
  "once the first code was right, signing in asks for a code, and the session opens with it": async (world) => {
    const person = await addPerson(world);
    await beginSecondFactor(person.ctx, { password });
    const before = await signIn(world.operator, { email: person.email, password });
    assert.equal(before.kind, "signed_in");
    await assert.rejects(confirmSecondFactor(person.ctx, { code: "000000" }), InvalidInput);
    const codes = await confirmSecondFactor(person.ctx, { code: await person.code() });
    assert.equal(new Set(codes).size, 10);
    assert.match(codes[0] ?? "", /^[a-z2-7]{4}(?:-[a-z2-7]{4}){3}$/);
    const challenge = await person.challenge();
    world.advance(STEP_MS);
    const answer = await confirmSignIn(person.ctx, { challenge, code: await person.code(), userAgent: "Firefox" });
    assert.equal(answer.session.userId, person.id);
    await assert.rejects(confirmSignIn(person.ctx, { challenge, code: await person.code() }), Unauthenticated);
  },

  "the code that was just used is refused, as are older ones; the next one is good": async (world) => {
    const person = await addProtected(world);
    const older = await person.code();
    world.advance(STEP_MS);
    const code = await person.code();
    await confirmSignIn(person.ctx, { challenge: await person.challenge(), code });
    for (const used of [code, older]) {
      const replay = confirmSignIn(person.ctx, { challenge: await person.challenge(), code: used });
      await assert.rejects(replay, WrongCode);
    }
    world.advance(STEP_MS);
    await confirmSignIn(person.ctx, { challenge: await person.challenge(), code: await person.code() });
  },

  "of four sign-ins with one code at the same instant one is let in": async (world) => {
    const person = await addProtected(world);
    world.advance(STEP_MS);
    const code = await person.code();
    const challenges = [1, 2, 3, 4].map(() => person.challenge());
    const tries = (await Promise.all(challenges)).map((challenge) => confirmSignIn(person.ctx, { challenge, code }));
    const answers = await Promise.allSettled(tries);
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
  },

  "a phone whose clock is 30 seconds off is let in, one that is 90 seconds off is not": async (world) => {
    const person = await addProtected(world);
    const late = await person.code();
    world.advance(2 * STEP_MS);
    const challenge = await person.challenge();
    await assert.rejects(confirmSignIn(person.ctx, { challenge, code: late }), WrongCode);
    const early = await person.code(STEP_MS);
    const tooEarly = await person.code(3 * STEP_MS);
    await assert.rejects(confirmSignIn(person.ctx, { challenge, code: tooEarly }), WrongCode);
    await confirmSignIn(person.ctx, { challenge, code: early });
  },

  "a recovery code works once, in any spelling; new ones replace all of the old": async (world) => {
    const person = await addProtected(world);
    const [first = "", second = ""] = person.codes;
    await confirmSignIn(person.ctx, { challenge: await person.challenge(), code: first.toUpperCase() });
    const again = confirmSignIn(person.ctx, { challenge: await person.challenge(), code: first });
    await assert.rejects(again, WrongCode);
    assert.equal((await readSecondFactor(person.ctx)).recoveryCodesLeft, 9);
    const [fresh = ""] = await renewRecoveryCodes(person.ctx, { password });
    const old = confirmSignIn(person.ctx, { challenge: await person.challenge(), code: second });
    await assert.rejects(old, WrongCode);
    await confirmSignIn(person.ctx, { challenge: await person.challenge(), code: fresh.replaceAll("-", " ") });
  },

  "five wrong codes end the sign-in, and further ones have to wait also after a right password": async (world) => {
    const person = await addProtected(world);
    const challenge = await person.challenge();
    for (let index = 0; index < 5; index += 1) {
      await assert.rejects(confirmSignIn(person.ctx, { challenge, code: "000000" }), WrongCode);
    }
    await assert.rejects(
      confirmSignIn(person.ctx, { challenge, code: await person.code() }),
      (error) => error instanceof Unauthenticated && !(error instanceof WrongCode),
    );
    const next = confirmSignIn(person.ctx, { challenge: await person.challenge(), code: "000000" });
    await assert.rejects(next, RateLimited);
  },

  "a sign-in waits ten minutes for its code, and a new password ends the waiting": async (world) => {
    const person = await addProtected(world);
    const late = await person.challenge();
    world.advance(10 * MINUTE_MS);
    await assert.rejects(confirmSignIn(person.ctx, { challenge: late, code: await person.code() }), Unauthenticated);
    const challenge = await person.challenge();
    const fields = { currentPassword: password, password: "another horse battery" };
    await changePassword(person.ctx, fields);
    await assert.rejects(confirmSignIn(person.ctx, { challenge, code: await person.code() }), Unauthenticated);
  },

  "turning it on, off and making new codes asks for the password": async (world) => {
    const person = await addPerson(world);
    const wrong = { password: "wrong horse battery" };
    await assert.rejects(beginSecondFactor(person.ctx, wrong), InvalidInput);
    await assert.rejects(readSetUp(person.ctx), NotFound);
    await beginSecondFactor(person.ctx, { password });
    await confirmSecondFactor(person.ctx, { code: await person.code() });
    await assert.rejects(readSetUp(person.ctx), NotFound);
    await assert.rejects(beginSecondFactor(person.ctx, { password }), Conflict);
    await assert.rejects(renewRecoveryCodes(person.ctx, wrong), InvalidInput);
    await assert.rejects(endSecondFactor(person.ctx, wrong), InvalidInput);
    assert.notEqual((await readSecondFactor(person.ctx)).since, null);
    await endSecondFactor(person.ctx, { password });
    assert.deepEqual(await readSecondFactor(person.ctx), { since: null, recoveryCodesLeft: 0 });
    assert.equal((await signIn(world.operator, { email: person.email, password })).kind, "signed_in");
  },

  "a borrowed session cannot guess the password without end": async (world) => {
    const person = await addPerson(world);
    const guess = () => endSecondFactor(person.ctx, { password: "wrong horse battery" });
    for (let index = 0; index < 5; index += 1) await assert.rejects(guess(), InvalidInput);
    await assert.rejects(guess(), RateLimited);
  },

  "the store holds neither the secret nor a recovery code": async (world) => {
    const person = await addPerson(world);
    await beginSecondFactor(person.ctx, { password });
    const { secret } = await readSetUp(person.ctx);
    const codes = await confirmSecondFactor(person.ctx, { code: await person.code() });
    const rows = JSON.stringify([
      await world.db.selectFrom("second_factors").selectAll().execute(),
      await world.db.selectFrom("recovery_codes").selectAll().execute(),
    ]).toUpperCase();
    for (const text of [secret, ...codes, ...codes.map((code) => code.replaceAll("-", ""))]) {
      assert.ok(!rows.includes(text.toUpperCase()));
    }
  },

  "an operator lets somebody in who lost both the password and the phone": async (world) => {
    const person = await addProtected(world);
    const made = await resetPassword(world.operator, { userId: person.id, endSecondFactor: true });
    const answer = await signIn(world.operator, { email: person.email, password: made });
    assert.equal(answer.kind, "signed_in");
  },
};

async function addPerson(world: World) {
  const { id, email } = await createUser(world.operator, { email: `${newId()}@example.com`, name: "Ada", password });
  const ctx: SealingContext = { ...world.as({ kind: "user", userId: id, sessionId: "-" }), secretKey };
  let secret = "";
  return {
    id,
    email,
    ctx,
    /** What the authenticator app shows; `later` milliseconds from now. */
    code: async (later = 0) => {
      secret ||= (await readSetUp(ctx)).secret;
      return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.operator.clock() + later });
    },
    /** The first step of signing in. */
    challenge: async () => {
      const answer = await signIn(world.operator, { email, password });
      assert.equal(answer.kind, "second_factor");
      return answer.challenge;
    },
  };
}

async function addProtected(world: World) {
  const person = await addPerson(world);
  await beginSecondFactor(person.ctx, { password });
  const codes = await confirmSecondFactor(person.ctx, { code: await person.code() });
  return { ...person, codes };
}
