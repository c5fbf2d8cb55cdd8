import { confirmSignIn, WrongCode } from "@heliometer/accounts";
import { Unauthenticated } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { signInCodePage } from "../pages/sign-in-code.ts";
import { ownPath } from "../security/next-path.ts";
import {
  browserOf,
  type Exchange,
  finishSignIn,
  type Refusal,
  refusalForLater,
  requireSignedOutForm,
  showSignedOut,
} from "../signed-out.ts";
import { queryField, readForm } from "../visit.ts";
import type { Web } from "../web.ts";

const PATH = "/sign-in/code";
const CODE_CHARACTERS_MAX = 64;

/** The second step of signing in, for accounts with a second factor. */
export function routeSignInCode(scope: FastifyInstance, web: Web): void {
  scope.get(PATH, async (request, reply) => {
    const next = ownPath(queryField(request, "next"), web.origin);
    if (web.cookies.readChallenge(request) === null) return reply.redirect(startOver(next, false), 303);
    return showForm(web, { request, reply }, { next, status: 200 });
  });

  scope.post(PATH, async (request, reply) => {
    const form = readForm(request);
    requireSignedOutForm(web, request, form);
    const next = ownPath(form.get("next"), web.origin);
    const code = (form.get("code") ?? "").slice(0, CODE_CHARACTERS_MAX);
    const answer = await tryCode(web, { request, reply }, code);
    if (answer === "signed_in") return reply.redirect(next, 303);
    if (answer !== "late") return showForm(web, { request, reply }, { next, ...answer });
    web.cookies.endChallenge(reply);
    return reply.redirect(startOver(next, true), 303);
  });
}

async function tryCode(web: Web, { request, reply }: Exchange, code: string): Promise<"signed_in" | "late" | Refusal> {
  const challenge = web.cookies.readChallenge(request);
  if (challenge === null) return "late";
  try {
    await finishSignIn(
      web,
      { request, reply },
      await confirmSignIn(web, { challenge, code, ...browserOf(web, request) }),
    );
    return "signed_in";
  } catch (error) {
    if (error instanceof WrongCode) return { status: 401, error: web.text.signIn.wrongCode };
    if (error instanceof Unauthenticated) return "late";
    return refusalForLater(web, reply, error);
  }
}

function showForm(
  web: Web,
  exchange: Exchange,
  { next, status, error }: { next: string; status: number; error?: string },
) {
  return showSignedOut(web, exchange, {
    status,
    next,
    page: (frame, token) => signInCodePage(frame, { next, token, ...(error ? { error } : {}) }),
  });
}

function startOver(next: string, late: boolean): string {
  return `/sign-in?${new URLSearchParams({ next, ...(late && { late: "1" }) })}`;
}
