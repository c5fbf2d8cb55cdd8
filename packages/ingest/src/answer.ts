import { HeliometerError, InvalidInput, RateLimited, showReceived, Unavailable } from "@heliometer/core";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CounterBook } from "./counters.ts";
import { type RefusalReason, Refused } from "./refusals.ts";

/** What a scope takes, for what a refusal says. */
interface Taken {
  readonly bytesMax: number;
  readonly mediaTypes: readonly string[];
  /** Hears of a request that was refused before anything of it was read. */
  readonly onUnread?: (request: FastifyRequest, reason: RefusalReason) => void;
}

/** Answers every refusal of this scope as `{error: {code, message, details?}}`, and counts it. */
export function answerErrors(scope: FastifyInstance, counters: CounterBook, taken: Taken): void {
  scope.setErrorHandler((error: FastifyError | Refused, request, reply) => {
    if (error instanceof Refused) {
      counters.refuse(error.reason);
      return send(reply, error.error);
    }
    if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
      counters.refuse("body_too_large");
      taken.onUnread?.(request, "body_too_large");
      return answer(reply, 413, `body: must be at most ${taken.bytesMax} bytes. Nothing of it was kept.`);
    }
    if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
      counters.refuse("content_type");
      taken.onUnread?.(request, "content_type");
      const received = showReceived(request.headers["content-type"] ?? "none");
      const types = taken.mediaTypes.join(" or ");
      return answer(reply, 415, `Content-Type: must be ${types}, with JSON in the body. Received: ${received}.`);
    }
    if (error instanceof HeliometerError) return send(reply, error);
    // What is left is either the framework's own refusal or a fault of ours: the root's mapper knows both.
    throw error;
  });
}

/** An error as it stands in an answer. */
export function errorBody(error: HeliometerError) {
  const { code, message } = error;
  return { code, message, ...detailsOf(error) };
}

function send(reply: FastifyReply, error: HeliometerError): FastifyReply {
  if (error instanceof Unavailable || error instanceof RateLimited) {
    reply.header("retry-after", error.retryAfterSeconds);
  }
  return reply.code(error.status).send({ error: errorBody(error) });
}

function detailsOf(error: HeliometerError): { details?: Record<string, unknown> } {
  if (!(error instanceof InvalidInput)) return {};
  const { field, rule, allowed, example } = error.fault;
  const received = "received" in error.fault ? { received: showReceived(error.fault.received) } : {};
  return { details: { field, rule, ...received, ...(allowed && { allowed }), ...(example && { example }) } };
}

function answer(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ error: { code: "invalid_request", message } });
}
