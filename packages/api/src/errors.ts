import {
  HeliometerError,
  InvalidInput,
  RateLimited,
  showReceived,
  Unauthenticated,
  Unavailable,
} from "@heliometer/core";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";

/** The body of every refusal of the Read API. */
interface ErrorBody {
  error: { code: string; message: string; details?: Readonly<Record<string, unknown>> };
}

/** Answers an error in the shape of the Read API. A stack trace stays in the log. */
export function answerError(error: FastifyError | HeliometerError, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof RateLimited || error instanceof Unavailable)
    reply.header("retry-after", error.retryAfterSeconds);
  if (error instanceof Unauthenticated) reply.header("www-authenticate", 'Bearer realm="heliometer"');
  if (error instanceof HeliometerError) return reply.code(error.status).send(errorBody(error));
  const status = "statusCode" in error ? (error.statusCode ?? 500) : 500;
  if (status < 500) return reply.code(status).send({ error: { code: "invalid_request", message: error.message } });
  request.log.error({ err: error }, "A Read API request failed");
  const message = "The server could not answer. The operator finds the cause in the log.";
  return reply.code(500).send({ error: { code: "internal", message } });
}

function errorBody(error: HeliometerError): ErrorBody {
  const { code, message } = error;
  if (!(error instanceof InvalidInput)) return { error: { code, message } };
  const { fault } = error;
  const received = "received" in fault ? { received: showReceived(fault.received) } : {};
  return { error: { code, message, details: { ...fault, ...received } } };
}
