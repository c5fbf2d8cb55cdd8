import { type NewSession, type SignIn, signIn, signOut } from "@heliometer/accounts";
import { RateLimited, Unauthenticated, Unavailable } from "@heliometer/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { signInPage } from "../pages/sign-in.ts";
import { isConnectPath, ownPath } from "../security/next-path.ts";
import { isSameOrigin } from "../security/same-origin.ts";
import type { BegunAttempt } from "../security/sign-in-limit.ts";
import { StaleForm } from "../security/stale-form.ts";
import { queryField, readForm, readUser, sendResult, signedIn } from "../visit.ts";
import type { Web } from "../web.ts";

const EMAIL_CHARACTERS_MAX = 254;

/** Signing in and out. */
export function routeSignIn(scope: FastifyInstance, web: Web): void {
  scope.get("/sign-in", async (request, reply) => {
    const next = ownPath(queryField(request, "next"), web.origin);
    if (await readUser(web, request)) return reply.redirect(next, 303);
    return showForm(web, { request, reply }, { next, email: "", status: 200 });
  });

  scope.post("/sign-in", async (request, reply) => {
    const form = readForm(request);
    requireOwnSignInForm(web, request, form);
    const next = ownPath(form.get("next"), web.origin);
    const email = (form.get("email") ?? "").slice(0, EMAIL_CHARACTERS_MAX);
    const refusal = await trySignIn(web, { request, reply }, { email, password: form.get("password") ?? "" });
    if (!refusal) return reply.redirect(next, 303);
    if (refusal.retryAfterSeconds !== undefined) reply.header("retry-after", refusal.retryAfterSeconds);
    return showForm(web, { request, reply }, { next, email, ...refusal });
  });

  const signOutOfSession = signedIn(web, async ({ request, reply, form }) => {
    const secret = web.cookies.readSession(request);
    if (secret) await signOut(web, secret);
    web.cookies.endSession(reply);
    return { redirect: signInPath(form, web) };
  });
  scope.post("/sign-out", async (request, reply) => {
    // Whoever is signed out already is where they wanted to be.
    if (!(await readUser(web, request))) return reply.redirect(signInPath(readForm(request), web), 303);
    return signOutOfSession(request, reply);
  });
}

function signInPath(form: URLSearchParams, { origin }: Web): string {
  const next = ownPath(form.get("next"), origin);
  return next === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ next })}`;
}

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

interface Refusal {
  status: number;
  error: string;
  retryAfterSeconds?: number;
}

/** Opens a session and sets its cookie, or says why not. */
async function trySignIn(
  web: Web,
  { request, reply }: Exchange,
  { email, password }: { email: string; password: string },
): Promise<Refusal | null> {
  const { text, format, signInLimit } = web;
  try {
    const attempt = signInLimit.begin({ email, address: request.ip });
    const session = await openSession(web, attempt, {
      email,
      password,
      userAgent: request.headers["user-agent"] ?? "",
    });
    // A session that this browser had before ends: nobody is left signed in behind the new one.
    const before = web.cookies.readSession(request);
    if (before) await signOut(web, before);
    web.cookies.startSession(reply, session);
    return null;
  } catch (error) {
    if (error instanceof Unauthenticated) return { status: 401, error: text.signIn.wrong };
    if (error instanceof RateLimited) {
      const { retryAfterSeconds } = error;
      return { status: 429, error: text.signIn.tooMany(format.wait(retryAfterSeconds)), retryAfterSeconds };
    }
    if (error instanceof Unavailable) {
      return { status: 503, error: text.signIn.busy, retryAfterSeconds: error.retryAfterSeconds };
    }
    throw error;
  }
}

/** Only a wrong password is held against the account; a full queue or a fault of ours is not. */
async function openSession(web: Web, attempt: BegunAttempt, credentials: SignIn): Promise<NewSession> {
  try {
    const session = await signIn(web, credentials);
    attempt.succeeded();
    return session;
  } catch (error) {
    if (!(error instanceof Unauthenticated)) attempt.cancelled();
    throw error;
  }
}

function showForm(
  web: Web,
  { request, reply }: Exchange,
  { next, email, status, error }: { next: string; email: string; status: number; error?: string },
): FastifyReply {
  const frame = { text: web.text, format: web.format, user: null, formToken: "" };
  const holder = web.cookies.keepFormHolder(request, reply);
  const token = web.tokens.sign({ purpose: "sign-in", holder });
  const page = signInPage(frame, { next, email, token, ...(error ? { error } : {}) });
  // After signing in, an authorization may lead the browser on to the client.
  return sendResult({ reply, frame }, { ...page, status, formsLeave: isConnectPath(next) });
}

function requireOwnSignInForm(web: Web, request: FastifyRequest, form: URLSearchParams): void {
  const holder = web.cookies.readFormHolder(request);
  const isOwn = holder !== null && web.tokens.matches({ purpose: "sign-in", holder }, form.get("token"));
  if (!isOwn || !isSameOrigin(request.headers, web.origin)) throw new StaleForm();
}
