import { hash } from "node:crypto";

const HEX_DIGITS_OF_64_BITS = 16;

/**
 * A signed 64-bit number for an id of a project: the first 8 bytes of SHA-256. The same id in two projects gives two
 * numbers. Never 0, which stands for "none". Among a hundred million ids the chance that two share a number is about
 * one in four thousand.
 */
export function hashId(projectId: string, id: string): bigint {
  const digest = hash("sha256", `${projectId}\u0000${id}`, "hex");
  const value = BigInt.asIntN(64, BigInt(`0x${digest.slice(0, HEX_DIGITS_OF_64_BITS)}`));
  return value === 0n ? 1n : value;
}
