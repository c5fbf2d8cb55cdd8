import { type Clock, newSecret } from "@heliometer/core";
import { changeSealedSecret, type Database, sealedSecret } from "@heliometer/db";
import { newSigningKeys, type OauthOptions } from "@heliometer/oauth";
import { z } from "zod";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How often a running node looks for new keys. */
export const KEYS_READ_EVERY_MS = MINUTE_MS;
/** A new key is known to every node before the first one signs with it. */
const LEAD_MS = 5 * MINUTE_MS;
/** A key that was replaced still verifies for this long: longer than anything that it has signed lives. */
const KEPT_MS = 7 * DAY_MS;

/** One key of a ring. `from`: the instant at which it begins to sign, in milliseconds. */
interface RingKey {
  value: string;
  from: number;
}

const Ring = z.object({ ring: z.array(z.object({ value: z.string(), from: z.number() })).min(1) });
/** The form of earlier releases: a key set for signing keys, else the bare key. */
const KeySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) });

/** The rings by their name in the store. */
const RINGS = {
  cookie: { name: "oauth.cookie-key", create: newSecret },
  signing: { name: "oauth.signing-keys", create: () => JSON.stringify(newSigningKeys().keys[0]) },
  form: { name: "web.form-secret", create: newSecret },
} as const;

/** The instance's own keys, unsealed. In each list the first signs and all verify. */
export interface InstanceKeys {
  cookieKeys: string[];
  signingKeys: OauthOptions["signingKeys"];
  formSecrets: string[];
  secretKey: string;
  /** Reads the keys again, into the same lists, so that whoever holds them has the new ones. */
  reload(): Promise<void>;
}

/** What the keys lie in, and what opens them. */
export interface KeyStore {
  db: Database;
  secretKey: string;
  clock: Clock;
}

/** Reads the instance's keys, making them at the first start. They lie sealed in the control store. */
export async function openInstanceKeys(store: KeyStore): Promise<InstanceKeys> {
  const keys: InstanceKeys = {
    cookieKeys: [],
    signingKeys: { keys: [] },
    formSecrets: [],
    secretKey: store.secretKey,
    reload: async () => {
      replaceAll(keys.cookieKeys, await readRing(store, "cookie"));
      replaceAll(keys.formSecrets, await readRing(store, "form"));
      keys.signingKeys.keys = (await readRing(store, "signing")).map((key) => JSON.parse(key));
    },
  };
  await keys.reload();
  return keys;
}

/**
 * Adds a new key to each ring and drops those that were replaced long ago. Nobody is signed out: what older keys have
 * signed stays good until it ends by itself.
 * @returns the instant from which the new keys sign, in milliseconds.
 */
export async function rotateInstanceKeys(store: KeyStore): Promise<number> {
  // A ring that does not exist yet begins with a key of its own.
  await openInstanceKeys(store);
  const now = store.clock();
  const from = now + LEAD_MS;
  for (const { name, create } of Object.values(RINGS)) {
    await changeSealedSecret({ ...store, name }, (text) =>
      writeRing(withoutOld([...parseRing(text), { value: create(), from }], now)),
    );
  }
  return from;
}

/** The keys of a ring: those that sign already, the newest first, then those that are still to come. */
async function readRing(store: KeyStore, ring: keyof typeof RINGS): Promise<string[]> {
  const { name, create } = RINGS[ring];
  const text = await sealedSecret({ ...store, name, create: () => writeRing([{ value: create(), from: 0 }]) });
  const now = store.clock();
  const keys = parseRing(text);
  const signing = keys.filter(({ from }) => from <= now).sort((left, right) => right.from - left.from);
  return [...signing, ...keys.filter(({ from }) => from > now)].map(({ value }) => value);
}

function replaceAll(list: string[], keys: readonly string[]): void {
  list.splice(0, Number.POSITIVE_INFINITY, ...keys);
}

function withoutOld(keys: readonly RingKey[], now: number): RingKey[] {
  const replacedBefore = (key: RingKey) => keys.some(({ from }) => from > key.from && from <= now - KEPT_MS);
  return keys.filter((key) => !replacedBefore(key));
}

function writeRing(ring: RingKey[]): string {
  return JSON.stringify({ ring });
}

function parseRing(text: string): RingKey[] {
  const stored = parseJson(text);
  const ring = Ring.safeParse(stored);
  if (ring.success) return ring.data.ring;
  const keySet = KeySet.safeParse(stored);
  if (keySet.success) return keySet.data.keys.map((key) => ({ value: JSON.stringify(key), from: 0 }));
  return [{ value: text, from: 0 }];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
