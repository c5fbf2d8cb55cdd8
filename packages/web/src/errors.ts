import { HeliometerError, NotFound, RateLimited, Unauthenticated, Unavailable } from "@heliometer/core";
import type { FastifyError, FastifyInstance, FastifyRequest } from "fastify";
import { type ErrorPage, renderErrorPage } from "./error-page.ts";
import { faultInWords } from "./fault-words.ts";
import { goOn } from "./kept-form/go-on.ts";
import type { Speech } from "./language.ts";
import { pageOf } from "./page-of.ts";
import { InteractionGone } from "./security/interaction-gone.ts";
import { InvitationGone } from "./security/invitation-gone.ts";
import { ProjectGone } from "./security/project-gone.ts";
import { SetupGone } from "./security/setup-gone.ts";
import { StaleForm } from "./security/stale-form.ts";
import { told } from "./told.ts";
import type { Web } from "./web.ts";

const TOO_LARGE = 413;

/** Answers every error of the pages with a page. */
export function handleErrors(scope: FastifyInstance, web: Web): void {
  scope.setErrorHandler(async (error: FastifyError, request, reply) => {
    const goesOn = await goOn(web, { request, reply }, error);
    if (goesOn) return goesOn;
    const { status, ...words } = describe(error, request, web.speech(request.headers));
    if (status >= 500) request.log.error({ err: error }, "A page failed");
    if (error instanceof RateLimited || error instanceof Unavailable) {
      reply.header("retry-after", error.retryAfterSeconds);
    }
    const page = renderErrorPage({
      ...words,
      status,
      requestId: request.id,
      secure: web.secureCookies,
      headers: request.headers,
      path: pageOf(request),
    });
    return reply.code(status).headers(page.headers).send(page.html);
  });
}

type Words = Pick<ErrorPage, "status" | "title" | "message" | "action">;

function describe(error: FastifyError | HeliometerError, request: FastifyRequest, { text }: Speech): Words {
  const { errors } = text;
  if (error instanceof StaleForm) return { status: 403, ...errors.staleForm };
  if (error instanceof InteractionGone) {
    return { status: 404, title: text.consent.expiredTitle, message: text.consent.expired };
  }
  if (error instanceof InvitationGone) return { status: 404, title: text.invite.goneTitle, message: text.invite.gone };
  if (error instanceof SetupGone) {
    const { goneTitle, gone, goneAction } = text.setup;
    return { status: 404, title: goneTitle, message: gone, action: { href: "/sign-in", label: goneAction } };
  }
  if (error instanceof NotFound) return { status: 404, ...missingWords(error, request, text) };
  if (error instanceof Unauthenticated) {
    const href = `/sign-in?${new URLSearchParams({ next: pageOf(request) })}`;
    return { status: 401, ...errors.signedOut, action: { href, label: text.signIn.submit } };
  }
  // What the error says names addresses and servers; that is for the log.
  if (error instanceof Unavailable) return { status: error.status, ...errors.unavailable };
  if (error instanceof HeliometerError) {
    return { status: error.status, title: titleOf(error.status, text), message: faultInWords(text, error) };
  }
  const status = error.statusCode ?? 500;
  if (status === TOO_LARGE) return { status, ...errors.tooLarge };
  if (status >= 400 && status < 500) return { status, title: errors.invalid.title, message: told(text, error.message) };
  return { status: 500, ...errors.internal };
}

/** What was sent to something that is gone changed nothing; where there is a list of its kind, that says how it is. */
function missingWords(
  error: NotFound,
  { method, url }: FastifyRequest,
  { errors }: Speech["text"],
): Omit<Words, "status"> {
  if (method !== "POST") return errors.notFound;
  if (error instanceof ProjectGone) return errors.projectGone;
  const list = /^(?:\/projects\/[^/]+\/settings\/[\w-]+|\/account)(?=\/)/.exec(url)?.[0];
  if (!list) return errors.notFound;
  const { title, message, look } = errors.itemGone;
  return { title, message, action: { href: list, label: look } };
}

function titleOf(status: number, { errors }: Speech["text"]): string {
  if (status === 403) return errors.forbidden.title;
  return status === 503 || status === 429 ? errors.unavailable.title : errors.invalid.title;
}
