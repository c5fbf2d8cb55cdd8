import { HeliometerError, RateLimited, Unavailable } from "@heliometer/core";
import { renderErrorPage } from "@heliometer/web";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { withoutQuery } from "./telemetry.ts";

interface Refusal {
  status: number;
  code: string;
  message: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: "That request cannot be read",
  401: "Please sign in",
  403: "Not allowed",
  404: "Nothing here",
  409: "That does not fit",
  413: "Too large",
  429: "Too many tries",
  503: "Not available just now",
};
const API_PATHS = ["/api/", "/oauth/", "/.well-known/", "/healthz", "/readyz"];

/** The last mapper: what no surface has answered in its own shape becomes JSON for programs and a page for people. */
export function handleErrors(app: FastifyInstance, { secure }: { secure: boolean }): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) request.log.error({ err: error }, "A request failed");
    if (error instanceof RateLimited || error instanceof Unavailable) {
      reply.header("retry-after", error.retryAfterSeconds);
    }
    return answer({ request, reply, secure }, refusal);
  });
  app.setNotFoundHandler((request, reply) =>
    answer(
      { request, reply, secure },
      { status: 404, code: "not_found", message: "There is nothing at this address." },
    ),
  );
}

function refusalOf(error: FastifyError): Refusal {
  if (error instanceof HeliometerError) return { status: error.status, code: error.code, message: error.message };
  // Fastify's own refusals: malformed JSON, a body that is too large, a media type that nobody reads.
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return { status, code: "invalid_request", message: error.message };
  return { status: 500, code: "internal", message: "Something went wrong on the server. The log has the details." };
}

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
  secure: boolean;
}

function answer({ request, reply, secure }: Exchange, refusal: Refusal): FastifyReply {
  const { status, code, message } = refusal;
  const path = withoutQuery(request.url);
  if (API_PATHS.some((prefix) => path.startsWith(prefix)) || !acceptsHtml(request)) {
    return reply.code(status).send({ error: { code, message } });
  }
  const page = renderErrorPage({
    secure,
    status,
    title: TITLES[status] ?? "Something went wrong",
    message,
    requestId: request.id,
    headers: request.headers,
  });
  return reply.code(status).headers(page.headers).send(page.html);
}

function acceptsHtml(request: FastifyRequest): boolean {
  return (request.headers.accept ?? "").includes("text/html");
}
