import { randomBytes } from "node:crypto";
import type { Clock } from "@heliometer/core";
import { clearDeleted, type Database, seal, unseal } from "@heliometer/db";

export interface SaltOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** The operator's SECRET_KEY, under which salts lie sealed. */
  readonly secretKey: string;
}

/** The random number of a day, the same on every node of a database. */
export interface Salts {
  /** Only of today: what is kept in memory is that of the last day that was asked for. */
  of(day: number): Promise<Buffer>;
  /** Destroys those of days that began more than 36 hours ago. */
  sweep(): Promise<void>;
}

export const DAY_MS = 86_400_000;
/** A node whose clock is slow by hours still finds the salt of its day. */
const KEPT_MS = 36 * 3_600_000;
const SALT_BYTES = 32;

/** Salts in the control store. */
export function createSalts({ db, clock, secretKey }: SaltOptions): Salts {
  let today: { readonly day: number; readonly salt: Promise<Buffer> } | null = null;

  async function obtain(day: number): Promise<Buffer> {
    const name = `visitor-salt ${day}`;
    const find = () => db.selectFrom("visitor_salts").select("sealed").where("day", "=", day).executeTakeFirst();
    let row = await find();
    if (!row) {
      const sealed = seal({ secretKey, name }, randomBytes(SALT_BYTES).toString("base64url"));
      // Of two nodes that make one at once, the first one makes it for both.
      await db
        .insertInto("visitor_salts")
        .values({ day, sealed, created_at: clock() })
        .onConflict((conflict) => conflict.column("day").doNothing())
        .execute();
      row = await find();
    }
    if (!row) throw new Error(`The salt of day ${day} was destroyed while it was being made.`);
    return Buffer.from(unseal({ secretKey, name }, row.sealed), "base64url");
  }

  return {
    of: (day) => {
      if (today?.day === day) return today.salt;
      const salt = obtain(day);
      const entry = { day, salt };
      today = entry;
      // A store that does not answer may answer the next time.
      salt.catch(() => {
        if (today === entry) today = null;
      });
      return salt;
    },
    sweep: async () => {
      const lastDay = Math.floor((clock() - KEPT_MS) / DAY_MS);
      if (today && today.day <= lastDay) today = null;
      const { numDeletedRows } = await db.deleteFrom("visitor_salts").where("day", "<=", lastDay).executeTakeFirst();
      if (numDeletedRows > 0n) await clearDeleted(db, "visitor_salts");
    },
  };
}
