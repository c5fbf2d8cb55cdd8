import { newId } from "@heliometer/core";
import { inTransaction } from "@heliometer/db";
import { z } from "zod";
import type { Stores } from "../context.ts";
import { Email, Name, Password, parseInput } from "../input.ts";
import { readInstance } from "../instance/read.ts";
import { rememberDevice } from "../sessions/devices.ts";
import { openSession } from "../sessions/open.ts";
import type { SignedIn } from "../sessions/sign-in.ts";
import { hashPassword } from "../users/passwords.ts";
import { requireSetup, useSetup } from "./link.ts";

const SECRET_CHARACTERS_MAX = 128;

const CompleteSetup = z.strictObject({
  token: z.string().max(SECRET_CHARACTERS_MAX),
  email: Email,
  name: Name,
  password: Password,
  /** What the first organization is called. */
  organization: Name,
  userAgent: z.string().default(""),
  device: z.string().max(SECRET_CHARACTERS_MAX).nullable().default(null),
});
export type CompleteSetup = z.input<typeof CompleteSetup>;

/**
 * Makes the first account, an operator, with an organization, and signs it in. Works once, by the link that was printed
 * at the start.
 * @throws NotFound when the link is unknown, used or expired.
 */
export async function completeSetup(stores: Stores, input: CompleteSetup): Promise<SignedIn> {
  const { token, email, name, password, organization, userAgent, device } = parseInput(CompleteSetup, input);
  // Nobody makes this server hash without the link.
  await requireSetup(stores, token);
  const passwordHash = await hashPassword(password, stores.passwordCost);
  return inTransaction(stores.db, async (tx) => {
    const inside = { db: tx, clock: stores.clock };
    await requireSetup(inside, token);
    await useSetup(tx);
    const now = stores.clock();
    const userId = newId();
    const columns = { is_operator: 1, password_hash: passwordHash, created_at: now, password_changed_at: now };
    await tx
      .insertInto("users")
      .values({ id: userId, email, name, ...columns })
      .execute();
    const { defaultPlan } = await readInstance(inside);
    await tx
      .insertInto("organizations")
      .values({ id: newId(), name: organization, plan: defaultPlan, created_at: now })
      .execute();
    const session = await openSession(inside, userId, userAgent);
    return { kind: "signed_in", session, device: await rememberDevice(inside, { secret: device, userId }) };
  });
}
