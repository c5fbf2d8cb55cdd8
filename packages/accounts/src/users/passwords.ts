import { availableParallelism } from "node:os";
import { argon2id, hash, needsRehash, verify } from "argon2";
import { createGate } from "./gate.ts";

/** The work behind one hash of argon2id. */
export interface PasswordCost {
  memoryKiB: number;
  passes: number;
}

/** OWASP's second profile for argon2id: 46 MiB, one pass, one lane. */
const COST: PasswordCost = { memoryKiB: 47_104, passes: 1 };
/** Half of the processors at most: what a flood of sign-ins keeps busy is missing for reports. */
const HASHES_AT_ONCE = Math.min(2, Math.max(1, Math.floor(availableParallelism() / 2)));
const HASHES_WAITING_MAX = 64;

/** The hash of a random secret that nobody kept: checking against it costs what checking a real one costs. */
const NOBODYS_HASH =
  "$argon2id$v=19$m=47104,p=1,t=1$zTPqg3YuF02oqfA71zEyCA$hP1sTAM2F0glDvyZhhrlUXw0pqCLwwqWCpVOle3KdGo";

// The memory and the processors that hashing uses are the process's, whichever store or request asks. That is why this
// one gate belongs to the module: a flood of sign-ins waits here and leaves the rest of the product alone.
const gate = createGate({
  running: HASHES_AT_ONCE,
  waiting: HASHES_WAITING_MAX,
  refusal: "Too many people are signing in at this moment. Try again in a few seconds.",
});

/**
 * Lets pass whoever could be looked at. Asked before anything is written for a try: a flood that is turned away costs
 * no transaction.
 * @throws Unavailable when too many hashes wait already.
 */
export function requireRoomToHash(): void {
  gate.requireRoom();
}

/** A PHC string for storage. @throws Unavailable when too many hashes wait already. */
export function hashPassword(password: string, cost: PasswordCost = COST): Promise<string> {
  return gate.run(() => hash(password, parameters(cost)));
}

/**
 * Whether the password is the hashed one. Without a hash (unknown user) it takes as long and says no.
 * @throws Unavailable when too many hashes wait already.
 */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await gate.run(() => verify(passwordHash ?? NOBODYS_HASH, password));
  return matches && passwordHash !== null;
}

/** Whether the hash was made with other parameters than today's. */
export function isOutdated(passwordHash: string, cost: PasswordCost = COST): boolean {
  return needsRehash(passwordHash, parameters(cost));
}

function parameters({ memoryKiB, passes }: PasswordCost) {
  return { type: argon2id, memoryCost: memoryKiB, timeCost: passes, parallelism: 1 } as const;
}
