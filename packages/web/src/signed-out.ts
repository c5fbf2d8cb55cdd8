import type { SignedIn } from "@heliometer/accounts";
import { signOut } from "@heliometer/accounts";
import { RateLimited, Unavailable } from "@heliometer/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Frame } from "./frame.ts";
import type { Page } from "./layout.ts";
import { pageOf } from "./page-of.ts";
import { isConnectPath, ownPath } from "./security/next-path.ts";
import { isSameOrigin } from "./security/same-origin.ts";
import { StaleForm } from "./security/stale-form.ts";
import { sendResult } from "./visit.ts";
import type { Web } from "./web.ts";

/** One request of somebody who is not signed in. */
export interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Why a sign-in went no further, as a sentence for the form. */
export interface Refusal {
  status: number;
  error: string;
}

/** Shows a page with a form for somebody who is not signed in; `token` goes into the form. */
export function showSignedOut(
  web: Web,
  { request, reply }: Exchange,
  { status, next, page }: { status: number; next: string; page: (frame: Frame, token: string) => Page },
): FastifyReply {
  const frame = { ...web.speech(request.headers), path: pageOf(request), user: null, formToken: "" };
  const token = web.tokens.sign({ purpose: "sign-in", holder: web.cookies.keepFormHolder(request, reply) });
  // After signing in, an authorization may lead the browser on to the client.
  return sendResult({ request, reply, frame }, { ...page(frame, token), status, formsLeave: isConnectPath(next) });
}

/** @throws StaleForm when the form is not one that we gave to this browser. */
export function requireSignedOutForm(web: Web, request: FastifyRequest, form: URLSearchParams): void {
  const holder = web.cookies.readFormHolder(request);
  const isOwn = holder !== null && web.tokens.matches({ purpose: "sign-in", holder }, form.get("token"));
  if (!isOwn || !isSameOrigin(request.headers, web.origin)) throw new StaleForm();
}

/** What a try to sign in is checked with, besides what was typed. */
export function browserOf({ cookies }: Web, request: FastifyRequest) {
  return {
    userAgent: request.headers["user-agent"] ?? "",
    address: request.ip,
    device: cookies.readDevice(request),
  };
}

/** Sets the cookies of somebody who has just signed in; returns the session’s, as the browser will send it. */
export async function finishSignIn(web: Web, { request, reply }: Exchange, signedIn: SignedIn): Promise<string> {
  // A session that this browser had before ends: nobody is left signed in behind the new one.
  const before = web.cookies.readSession(request);
  if (before) await signOut(web, before);
  return web.cookies.signIn(reply, signedIn);
}

/** Too many tries, or too many people, as a refusal with its Retry-After. Throws any other error on. */
export function refusalForLater(web: Web, { request, reply }: Exchange, error: unknown): Refusal {
  const { text, format } = web.speech(request.headers);
  if (!(error instanceof RateLimited || error instanceof Unavailable)) throw error;
  reply.header("retry-after", error.retryAfterSeconds);
  if (error instanceof Unavailable) return { status: 503, error: text.signIn.busy };
  return { status: 429, error: text.signIn.tooMany(format.wait(error.retryAfterSeconds)) };
}

/** The sign-in page with the way on. */
export function signInPath({ origin }: Web, next: string | null): string {
  const path = ownPath(next, origin);
  return path === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ next: path })}`;
}
