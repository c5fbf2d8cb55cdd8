import { equalSecrets, hashSecret, NotFound, newSecret } from "@heliometer/core";
import { type Database, writeSetting } from "@heliometer/db";
import { z } from "zod";
import type { Stores } from "../context.ts";

const SETTING = "setup.link";
const VALID_MS = 24 * 3_600_000;

const StoredLink = z.object({ hash: z.string(), expiresAt: z.number() });

/** What opens the setup: `token` goes into a link and exists nowhere else. `expiresAt`: milliseconds. */
export interface SetupLink {
  token: string;
  expiresAt: number;
}

/** Whether nobody has an account yet: the only time at which setting up is possible. */
export async function isUnused({ db }: { db: Database }): Promise<boolean> {
  const user = await db.selectFrom("users").select("id").limit(1).executeTakeFirst();
  return user === undefined;
}

/**
 * A new one-time link for the first account, in place of every earlier one; null when somebody has an account. Whoever
 * starts the process reads it: it is the proof that they run this instance.
 */
export async function offerSetup({ db, clock }: Stores): Promise<SetupLink | null> {
  if (!(await isUnused({ db }))) return null;
  const link = { token: newSecret(), expiresAt: clock() + VALID_MS };
  await writeSetting(db, SETTING, JSON.stringify({ hash: hashSecret(link.token), expiresAt: link.expiresAt }));
  return link;
}

/** @throws NotFound when a link is unknown, used or expired, or when somebody has an account. */
export async function requireSetup({ db, clock }: Stores, token: string): Promise<void> {
  const row = await db.selectFrom("settings").select("value").where("name", "=", SETTING).executeTakeFirst();
  const stored = row ? StoredLink.parse(JSON.parse(row.value)) : null;
  const isGood = stored !== null && equalSecrets(stored.hash, hashSecret(token)) && stored.expiresAt > clock();
  if (!isGood || !(await isUnused({ db }))) throw setupGone();
}

/** Uses the link up; of two who do so at once, one comes through. */
export async function useSetup(tx: Database): Promise<void> {
  const used = await tx.deleteFrom("settings").where("name", "=", SETTING).executeTakeFirst();
  if (used.numDeletedRows === 0n) throw setupGone();
}

function setupGone(): NotFound {
  return new NotFound("This link was used, has ended, or this instance is set up already.");
}
