import { HeliometerError, InvalidInput, RateLimited, showReceived, Unavailable } from "@heliometer/core";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import { BODY_BYTES_MAX } from "./limits.ts";
import { Refused } from "./refusals.ts";
import type { Door } from "./wire/door.ts";
import { countEarlyRefusal } from "./wire/note-refusal.ts";

/** Answers every refusal of this scope as `{error: {code, message, details?}}`, and counts it. */
export function answerFailure(scope: FastifyInstance, door: Door): void {
  const { counters } = door;
  scope.setErrorHandler((error: FastifyError | Refused, request, reply) => {
    if (error instanceof Refused) {
      counters.refuse(error.reason);
      return send(reply, error.error);
    }
    if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
      counters.refuse("body_too_large");
      countEarlyRefusal(request, "body_too_large", door);
      return answer(reply, 413, `body: must be at most ${BODY_BYTES_MAX} bytes. Nothing of it was kept.`);
    }
    if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
      counters.refuse("content_type");
      countEarlyRefusal(request, "content_type", door);
      const received = showReceived(request.headers["content-type"] ?? "none");
      return answer(
        reply,
        415,
        `Content-Type: must be application/json or text/plain, with JSON in the body. Received: ${received}.`,
      );
    }
    if (error instanceof HeliometerError) return send(reply, error);
    // What is left is either the framework's own refusal or a fault of ours: the root's mapper knows both.
    throw error;
  });
}

function send(reply: FastifyReply, error: HeliometerError): FastifyReply {
  if (error instanceof Unavailable || error instanceof RateLimited) {
    reply.header("retry-after", error.retryAfterSeconds);
  }
  const { code, message } = error;
  return reply.code(error.status).send({ error: { code, message, ...detailsOf(error) } });
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
