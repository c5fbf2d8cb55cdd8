import type { CookieSerializeOptions } from "@fastify/cookie";
import type { SecondFactorNeeded, SignedIn } from "@heliometer/accounts";
import { newSecret } from "@heliometer/core";
import type { FastifyReply, FastifyRequest } from "fastify";

const FORM_COOKIE_MINUTES = 60;
const DEVICE_COOKIE_DAYS = 365;
const DAY_SECONDS = 86_400;

/**
 * The four cookies of the pages: the session; before there is one, a random value that ties the sign-in form to this
 * browser; between password and code, the unfinished sign-in; and what tells a browser that has signed in before from a
 * stranger's. On https all carry the `__Host-` prefix, which keeps other hosts of the domain from setting them.
 */
export function createSessionCookies({ secureCookies }: { secureCookies: boolean }) {
  const prefix = secureCookies ? "__Host-" : "";
  const session = `${prefix}heliometer`;
  const form = `${prefix}heliometer-form`;
  const challenge = `${prefix}heliometer-challenge`;
  const device = `${prefix}heliometer-device`;
  const attributes: CookieSerializeOptions = { path: "/", httpOnly: true, sameSite: "lax", secure: secureCookies };

  return {
    /** The secret of the session, unchecked. */
    readSession: (request: FastifyRequest): string | null => request.cookies[session] || null,
    /** The session and the device of somebody who has just signed in; returns the session as the browser will send it. */
    signIn: (reply: FastifyReply, signedIn: Pick<SignedIn, "session" | "device">): string => {
      const { secret, expiresAt } = signedIn.session;
      reply.setCookie(session, secret, { ...attributes, expires: new Date(expiresAt) });
      reply.setCookie(device, signedIn.device, { ...attributes, maxAge: DEVICE_COOKIE_DAYS * DAY_SECONDS });
      reply.clearCookie(form, attributes);
      reply.clearCookie(challenge, attributes);
      return `${session}=${secret}`;
    },
    endSession: (reply: FastifyReply): void => {
      reply.clearCookie(session, attributes);
    },
    readDevice: (request: FastifyRequest): string | null => request.cookies[device] || null,
    readChallenge: (request: FastifyRequest): string | null => request.cookies[challenge] || null,
    startChallenge: (reply: FastifyReply, needed: SecondFactorNeeded): void => {
      reply.setCookie(challenge, needed.challenge, { ...attributes, expires: new Date(needed.expiresAt) });
    },
    endChallenge: (reply: FastifyReply): void => {
      reply.clearCookie(challenge, attributes);
    },
    readFormHolder: (request: FastifyRequest): string | null => request.cookies[form] || null,
    /** Keeps a value that is there, so that two open tabs both work. */
    keepFormHolder: (request: FastifyRequest, reply: FastifyReply): string => {
      const holder = request.cookies[form] || newSecret();
      reply.setCookie(form, holder, { ...attributes, maxAge: FORM_COOKIE_MINUTES * 60 });
      return holder;
    },
  };
}

export type SessionCookies = ReturnType<typeof createSessionCookies>;
