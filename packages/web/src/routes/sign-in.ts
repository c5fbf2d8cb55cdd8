import { isUnused, signIn, signOut } from "@heliometer/accounts";
import { Unauthenticated, Unavailable } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { continueWith } from "../kept-form/continue.ts";
import { type KeptForm, readKept } from "../kept-form/kept-form.ts";
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
import { showCodeForm } from "./sign-in-code.ts";

/** How a try ended: the status of the page, and a sentence where it failed. */
interface Outcome {
  status: number;
  error?: string;
}

const EMAIL_CHARACTERS_MAX = 254;

/** Signing in by password, and out. */
export function routeSignIn(scope: FastifyInstance, web: Web): void {
  scope.get("/sign-in", async (request, reply) => {
    const next = ownPath(queryField(request, "next"), web.origin);
    if (await readUser(web, request)) return reply.redirect(next, 303);
    if (await nobodyCan(web)) return reply.redirect("/setup", 303);
    const late = queryField(request, "late") === "1" ? { error: web.speech(request.headers).text.signIn.late } : {};
    return showForm(web, { request, reply }, { next, email: "", status: 200, ...late });
  });

  scope.post("/sign-in", async (request, reply) => {
    const form = readForm(request);
    requireSignedOutForm(web, request, form);
    const next = ownPath(form.get("next"), web.origin);
    const email = (form.get("email") ?? "").slice(0, EMAIL_CHARACTERS_MAX);
    const answer = await trySignIn(web, { request, reply }, { email, password: form.get("password") ?? "" });
    const kept = readKept(web, form);
    if (typeof answer === "object" && "cookie" in answer) {
      return continueWith(web, { request, reply }, { next, kept, cookie: answer.cookie });
    }
    if (answer === "second_factor") {
      if (kept) return showCodeForm(web, { request, reply }, { next, status: 200, kept });
      return reply.redirect(`/sign-in/code?${new URLSearchParams({ next })}`, 303);
    }
    return showForm(web, { request, reply }, { next, email, kept, ...answer });
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
): Promise<{ cookie: string } | "second_factor" | Refusal> {
  try {
    const answer = await signIn(web, { ...credentials, ...browserOf(web, request) });
    if (answer.kind === "signed_in") return { cookie: await finishSignIn(web, { request, reply }, answer) };
    web.cookies.startChallenge(reply, answer);
    return "second_factor";
  } catch (error) {
    if (error instanceof Unauthenticated) return { status: 401, error: web.speech(request.headers).text.signIn.wrong };
    return refusalForLater(web, { request, reply }, error);
  }
}

function showForm(
  web: Web,
  exchange: Exchange,
  { next, email, status, error, kept }: { next: string; email: string; kept?: KeptForm | null } & Outcome,
) {
  return showSignedOut(web, exchange, {
    status,
    next,
    page: (frame, token) => signInPage(frame, { next, email, token, kept: kept ?? null, ...(error ? { error } : {}) }),
  });
}

/** Where nobody has an account, nobody can sign in. The form itself needs no database: while it is away, it is shown. */
async function nobodyCan(web: Web): Promise<boolean> {
  try {
    return await isUnused(web);
  } catch (error) {
    if (error instanceof Unavailable) return false;
    throw error;
  }
}
