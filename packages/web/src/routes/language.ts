import { NotFound } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { isLanguage, LANGUAGE_COOKIE } from "../language.ts";
import { ownPath } from "../security/next-path.ts";
import { parameter, queryField } from "../visit.ts";
import type { Web } from "../web.ts";

/** Keeps a chosen language and goes back. A link rather than a form: it changes nothing but how pages are read. */
export function routeLanguage(scope: FastifyInstance, web: Web): void {
  scope.get("/language/:language", async (request, reply) => {
    const language = parameter(request, "language");
    if (!isLanguage(language)) throw new NotFound("No such language.");
    reply.setCookie(LANGUAGE_COOKIE.name, language, {
      path: "/",
      httpOnly: true,
      sameSite: "lax",
      secure: web.secureCookies,
      maxAge: LANGUAGE_COOKIE.maxAgeSeconds,
    });
    return reply.redirect(ownPath(queryField(request, "next"), web.origin), 303);
  });
}
