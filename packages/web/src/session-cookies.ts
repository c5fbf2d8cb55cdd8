import type { CookieSerializeOptions } from "@fastify/cookie";
import { newSecret } from "@heliometer/core";
import type { FastifyReply, FastifyRequest } from "fastify";

const FORM_COOKIE_MINUTES = 60;

/**
 * The two cookies of the pages: the session, and, before there is one, a random value that ties the sign-in form to
 * this browser. On https both carry the `__Host-` prefix, which keeps other hosts of the domain from setting them.
 */
export function createSessionCookies({ secureCookies }: { secureCookies: boolean }) {
  const prefix = secureCookies ? "__Host-" : "";
  const session = `${prefix}heliometer`;
  const form = `${prefix}heliometer-form`;
  const attributes: CookieSerializeOptions = { path: "/", httpOnly: true, sameSite: "lax", secure: secureCookies };
  return {
    /** The secret of the session, unchecked. */
    readSession: (request: FastifyRequest): string | null => request.cookies[session] || null,
    startSession: (reply: FastifyReply, { secret, expiresAt }: { secret: string; expiresAt: number }): void => {
      reply.setCookie(session, secret, { ...attributes, expires: new Date(expiresAt) });
      reply.clearCookie(form, attributes);
    },
    endSession: (reply: FastifyReply): void => {
      reply.clearCookie(session, attributes);
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
