import { signIn, signOut } from "@heliometer/accounts";
import { Unauthenticated } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { signInPage } from "../pages/sign-in.ts";
import { ownPath } from "../security/next-path.ts";
import {
  browserOf,
  type Exchange,
  finishSignIn,
  type Refusal,
  refusalForLater,
  requireSignedOutForm,
  showSignedOut,
  signInPath,
} from "../signed-out.ts";
import { queryField, readForm, readUser, signedIn } from "../visit.ts";
import type { Web } from "../web.ts";

const EMAIL_CHARACTERS_MAX = 254;

/** Signing in by password, and out. */
export function routeSignIn(scope: FastifyInstance, web: Web): void {
  scope.get("/sign-in", async (request, reply) => {
    const next = ownPath(queryField(request, "next"), web.origin);
    if (await readUser(web, request)) return reply.redirect(next, 303);
    const late = queryField(request, "late") === "1" ? { error: web.text.signIn.late } : {};
    return showForm(web, { request, reply }, { next, email: "", status: 200, ...late });
  });

  scope.post("/sign-in", async (request, reply) => {
    const form = readForm(request);
    requireSignedOutForm(web, request, form);
    const next = ownPath(form.get("next"), web.origin);
    const email = (form.get("email") ?? "").slice(0, EMAIL_CHARACTERS_MAX);
    const answer = await trySignIn(web, { request, reply }, { email, password: form.get("password") ?? "" });
    if (answer === "signed_in") return reply.redirect(next, 303);
    if (answer === "second_factor") return reply.redirect(`/sign-in/code?${new URLSearchParams({ next })}`, 303);
    return showForm(web, { request, reply }, { next, email, ...answer });
  });

  const signOutOfSession = signedIn(web, async ({ request, reply, form }) => {
    const secret = web.cookies.readSession(request);
    if (secret) await signOut(web, secret);
    web.cookies.endSession(reply);
    return { redirect: signInPath(web, form.get("next")) };
  });
  scope.post("/sign-out", async (request, reply) => {
    // Whoever is signed out already is where they wanted to be.
    if (!(await readUser(web, request))) return reply.redirect(signInPath(web, readForm(request).get("next")), 303);
    return signOutOfSession(request, reply);
  });
}

/** Opens a session, or begins one that waits for its second factor, and sets the cookies; or says why not. */
async function trySignIn(
  web: Web,
  { request, reply }: Exchange,
  credentials: { email: string; password: string },
): Promise<"signed_in" | "second_factor" | Refusal> {
  try {
    const answer = await signIn(web, { ...credentials, ...browserOf(web, request) });
    if (answer.kind === "signed_in") await finishSignIn(web, { request, reply }, answer);
    else web.cookies.startChallenge(reply, answer);
    return answer.kind;
  } catch (error) {
    if (error instanceof Unauthenticated) return { status: 401, error: web.text.signIn.wrong };
    return refusalForLater(web, reply, error);
  }
}

function showForm(
  web: Web,
  exchange: Exchange,
  { next, email, status, error }: { next: string; email: string; status: number; error?: string },
) {
  return showSignedOut(web, exchange, {
    status,
    next,
    page: (frame, token) => signInPage(frame, { next, email, token, ...(error ? { error } : {}) }),
  });
}
