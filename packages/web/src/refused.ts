import { Conflict, InvalidInput, RateLimited } from "@heliometer/core";
import type { FastifyReply } from "fastify";
import { faultInWords } from "./fault-words.ts";
import type { Speech } from "./language.ts";

/** A form that was not taken: the sentence to show beside it, and the status of the page. */
export interface Refused {
  message: string;
  status: number;
}

/** What a person can mend in a form, in words, with Retry-After where they have to wait; null for every other error. */
export function refusedWords({ text, format }: Speech, reply: FastifyReply, error: unknown): Refused | null {
  if (error instanceof RateLimited) {
    reply.header("retry-after", error.retryAfterSeconds);
    return { message: text.signIn.tooMany(format.wait(error.retryAfterSeconds)), status: error.status };
  }
  if (!(error instanceof InvalidInput || error instanceof Conflict)) return null;
  return { message: faultInWords(text, error), status: error.status };
}
