import { HeliometerError, NotFound, RateLimited, Unauthenticated, Unavailable } from "@heliometer/core";
import type { FastifyError, FastifyInstance } from "fastify";
import { type ErrorPage, renderErrorPage } from "./error-page.ts";
import { InteractionGone } from "./security/interaction-gone.ts";
import { InvitationGone } from "./security/invitation-gone.ts";
import { StaleForm } from "./security/stale-form.ts";
import type { Web } from "./web.ts";

/** Answers every error of the pages with a page. */
export function handleErrors(scope: FastifyInstance, web: Web): void {
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, ...words } = describe(error, request.url, web);
    if (status >= 500) request.log.error({ err: error }, "A page failed");
    if (error instanceof RateLimited || error instanceof Unavailable) {
      reply.header("retry-after", error.retryAfterSeconds);
    }
    const page = renderErrorPage({ ...words, status, requestId: request.id, secure: web.secureCookies });
    return reply.code(status).headers(page.headers).send(page.html);
  });
}

type Words = Pick<ErrorPage, "status" | "title" | "message" | "action">;

function describe(error: FastifyError | HeliometerError, path: string, { text }: Web): Words {
  const { errors } = text;
  if (error instanceof StaleForm) return { status: 403, ...errors.staleForm };
  if (error instanceof InteractionGone) {
    return { status: 404, title: text.consent.expiredTitle, message: text.consent.expired };
  }
  if (error instanceof InvitationGone) return { status: 404, title: text.invite.goneTitle, message: text.invite.gone };
  if (error instanceof NotFound) return { status: 404, ...errors.notFound };
  if (error instanceof Unauthenticated) {
    const href = `/sign-in?${new URLSearchParams({ next: pageOf(path) })}`;
    return { status: 401, ...errors.signedOut, action: { href, label: text.signIn.submit } };
  }
  // What the error says names addresses and servers; that is for the log.
  if (error instanceof Unavailable) return { status: error.status, ...errors.unavailable };
  if (error instanceof HeliometerError) {
    return { status: error.status, title: titleOf(error.status, text), message: error.message };
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return { status, title: errors.invalid.title, message: error.message };
  return { status: 500, ...errors.internal };
}

function titleOf(status: number, { errors }: Web["text"]): string {
  if (status === 403) return errors.forbidden.title;
  return status === 503 || status === 429 ? errors.unavailable.title : errors.invalid.title;
}

/** The page nearest to the path of a form: the authorization, the project, the account. */
function pageOf(path: string): string {
  return /^\/(?:connect|projects)\/[\w-]+/.exec(path)?.[0] ?? (path.startsWith("/account") ? "/account" : "/");
}
