import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { type Clock, Conflict } from "@heliometer/core";
import type { Database } from "./database.ts";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const VERSION = "v1";

/** `secretKey` is the operator's SECRET_KEY; `name` is bound to the sealed text, so that two cannot change places. */
export interface SealedName {
  secretKey: string;
  name: string;
}

export interface SealedSecret extends SealedName {
  db: Database;
  /** Makes the secret when there is none yet. Of two processes that do so at once, one wins for both. */
  create: () => string;
  clock: Clock;
}

/**
 * Reads a secret of the instance, making it at the first call. It lies in the database sealed with SECRET_KEY, so a
 * stolen copy of the database holds no usable key.
 * @throws Conflict when it was sealed with another SECRET_KEY.
 */
export async function sealedSecret({ db, secretKey, name, create, clock }: SealedSecret): Promise<string> {
  const existing = await findSealed(db, name);
  if (existing !== undefined) return unseal({ secretKey, name }, existing);
  await db
    .insertInto("sealed_secrets")
    .values({ name, sealed: seal({ secretKey, name }, create()), created_at: clock() })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const stored = await findSealed(db, name);
  if (stored === undefined) throw new Conflict(`The sealed secret ${name} was removed while it was being made.`);
  return unseal({ secretKey, name }, stored);
}

const CHANGES_MAX = 5;

/**
 * Replaces a secret that exists by what `change` makes of it. Of two processes that do so at once, the second one
 * changes what the first has written.
 * @throws Conflict when there is no such secret, it was sealed with another SECRET_KEY, or others write without pause.
 */
export async function changeSealedSecret(
  { db, secretKey, name, clock }: Omit<SealedSecret, "create">,
  change: (text: string) => string,
): Promise<void> {
  for (let attempt = 0; attempt < CHANGES_MAX; attempt += 1) {
    const existing = await findSealed(db, name);
    if (existing === undefined) break;
    const sealed = seal({ secretKey, name }, change(unseal({ secretKey, name }, existing)));
    const written = await db
      .updateTable("sealed_secrets")
      .set({ sealed, created_at: clock() })
      .where("name", "=", name)
      .where("sealed", "=", existing)
      .executeTakeFirst();
    if (written.numUpdatedRows > 0n) return;
  }
  throw new Conflict(`The sealed secret ${name} could not be changed. Try again.`);
}

/** Encrypts and authenticates a text: AES-256-GCM under a key derived from SECRET_KEY (HKDF, RFC 5869). */
export function seal({ secretKey, name }: SealedName, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, deriveKey(secretKey), nonce).setAAD(Buffer.from(name, "utf8"));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [VERSION, ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(".");
}

/**
 * Opens what `seal` made.
 * @throws Conflict when the key or the name is another one, or when the sealed text was changed.
 */
export function unseal({ secretKey, name }: SealedName, sealed: string): string {
  const [version, ...parts] = sealed.split(".");
  const [nonce, tag, text] = parts.map((part) => Buffer.from(part, "base64url"));
  try {
    if (version !== VERSION || !nonce || !tag || !text) throw new TypeError("Not a sealed text.");
    const decipher = createDecipheriv(CIPHER, deriveKey(secretKey), nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(name, "utf8")).setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch {
    throw new Conflict(
      `The sealed secret ${name} cannot be opened with this SECRET_KEY. Start with the SECRET_KEY of the first start (in an embedded instance: the file secret.key in the data directory).`,
    );
  }
}

async function findSealed(db: Database, name: string): Promise<string | undefined> {
  const row = await db.selectFrom("sealed_secrets").select("sealed").where("name", "=", name).executeTakeFirst();
  return row?.sealed;
}

const deriveKey = rememberLast((secretKey: string): KeyObject => {
  const key = hkdfSync("sha256", secretKey, "", "heliometer sealed secrets v1", KEY_BYTES);
  return createSecretKey(new Uint8Array(key));
});

/** An instance has one SECRET_KEY, and deriving a key from it takes longer than sealing a text with it. */
function rememberLast<Value>(derive: (text: string) => Value): (text: string) => Value {
  let last: { text: string; value: Value } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: derive(text) };
    return last.value;
  };
}
