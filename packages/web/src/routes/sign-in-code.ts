import { confirmSignIn, WrongCode } from "@heliometer/accounts";
import { Unauthenticated } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { continueWith } from "../kept-form/continue.ts";
import { type KeptForm, readKept } from "../kept-form/kept-form.ts";
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
    return showCodeForm(web, { request, reply }, { next, status: 200 });
  });

  scope.post(PATH, async (request, reply) => {
    const form = readForm(request);
    requireSignedOutForm(web, request, form);
    const next = ownPath(form.get("next"), web.origin);
    const code = (form.get("code") ?? "").slice(0, CODE_CHARACTERS_MAX);
    const answer = await tryCode(web, { request, reply }, code);
    const kept = readKept(web, form);
    if (typeof answer === "object" && "cookie" in answer) {
      return continueWith(web, { request, reply }, { next, kept, cookie: answer.cookie });
    }
    if (answer !== "late") return showCodeForm(web, { request, reply }, { next, kept, ...answer });
    web.cookies.endChallenge(reply);
    return reply.redirect(startOver(next, true), 303);
  });
}

async function tryCode(
  web: Web,
  { request, reply }: Exchange,
  code: string,
): Promise<{ cookie: string } | "late" | Refusal> {
  const challenge = web.cookies.readChallenge(request);
  if (challenge === null) return "late";
  try {
    const signedIn = await confirmSignIn(web, { challenge, code, ...browserOf(web, request) });
    return { cookie: await finishSignIn(web, { request, reply }, signedIn) };
  } catch (error) {
    if (error instanceof WrongCode) return { status: 401, error: web.speech(request.headers).text.signIn.wrongCode };
    if (error instanceof Unauthenticated) return "late";
    return refusalForLater(web, { request, reply }, error);
  }
}

/** The form for the code; a kept form is carried along. */
export function showCodeForm(
  web: Web,
  exchange: Exchange,
  { next, status, error, kept }: { next: string; status: number; error?: string; kept?: KeptForm | null },
) {
  return showSignedOut(web, exchange, {
    status,
    next,
    page: (frame, token) => signInCodePage(frame, { next, token, kept: kept ?? null, ...(error ? { error } : {}) }),
  });
}

function startOver(next: string, late: boolean): string {
  return `/sign-in?${new URLSearchParams({ next, ...(late && { late: "1" }) })}`;
}
