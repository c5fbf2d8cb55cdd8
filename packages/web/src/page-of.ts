import type { FastifyRequest } from "fastify";

/** The page that a request is about: itself, or for a posted form the authorization, the project or the account. */
export function pageOf({ method, url }: Pick<FastifyRequest, "method" | "url">): string {
  if (method !== "POST") return url;
  return /^\/(?:connect|projects)\/[\w-]+/.exec(url)?.[0] ?? (url.startsWith("/account") ? "/account" : "/");
}
