import { Unauthenticated } from "@heliometer/core";
import type { FastifyReply } from "fastify";
import { pageOf } from "../page-of.ts";
import { signInPage } from "../pages/sign-in.ts";
import { StaleForm } from "../security/stale-form.ts";
import { type Exchange, showSignedOut } from "../signed-out.ts";
import { readUser } from "../visit.ts";
import type { Web } from "../web.ts";
import { keptForm } from "./kept-form.ts";
import { showKept } from "./show.ts";

/**
 * Where a posted form met a session that had ended, or another one than its own, goes on without losing what was typed:
 * by signing in first, or on the form's page at once. Null for every other error.
 */
export async function goOn(web: Web, exchange: Exchange, error: unknown): Promise<FastifyReply | null> {
  const { request } = exchange;
  if (!(error instanceof Unauthenticated || error instanceof StaleForm)) return null;
  const kept = keptForm(web, request);
  if (kept === null) return null;
  if (error instanceof StaleForm) {
    if (!(await readUser(web, request))) return null;
    return showKept(web, exchange, { kept, cookie: request.headers.cookie ?? "", status: error.status, said: "stale" });
  }
  const next = pageOf(request);
  const words = web.speech(request.headers).text.errors.kept.signIn;
  return showSignedOut(web, exchange, {
    status: error.status,
    next,
    page: (frame, token) => signInPage(frame, { next, email: "", token, error: words, kept }),
  });
}
