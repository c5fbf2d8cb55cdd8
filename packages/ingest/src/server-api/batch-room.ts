import type { FastifyReply, FastifyRequest } from "fastify";
import { BATCH_BYTES_MAX } from "../limits.ts";
import { overloaded } from "../pipeline/pressure.ts";

/** Batches that are read, checked and written at the same time hold at most so many bytes of bodies. */
const BYTES_AT_ONCE_MAX = 16 * BATCH_BYTES_MAX;

/**
 * Room for the bodies of batches, given before anything of a body is read and taken back with the answer. One that is
 * packed, or does not tell its size, counts as the largest one.
 * The returned function throws Refused while there is none.
 */
export function createBatchRoom(bytesMax = BYTES_AT_ONCE_MAX): (request: FastifyRequest, reply: FastifyReply) => void {
  let bytes = 0;
  return ({ headers }, reply) => {
    const told = headers["content-encoding"] === undefined ? Number(headers["content-length"]) : Number.NaN;
    const size = Math.min(Number.isNaN(told) ? BATCH_BYTES_MAX : told, BATCH_BYTES_MAX);
    if (bytes + size > bytesMax) throw overloaded();
    bytes += size;
    // Also when the sender goes away in the middle.
    reply.raw.once("close", () => {
      bytes -= size;
    });
  };
}
