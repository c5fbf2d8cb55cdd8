import type { FastifyInstance } from "fastify";

const PREFLIGHT_SECONDS = 86_400;

/**
 * Any website may send events: the public key says whose they are, and no cookie is read here, so that credentials are
 * not allowed and the wildcard gives nothing away.
 */
export function allowEveryOrigin(scope: FastifyInstance): void {
  scope.addHook("onRequest", async (_request, reply) => {
    reply.header("access-control-allow-origin", "*");
    reply.header("access-control-expose-headers", "Retry-After");
  });
}

/** Answers the browser's question before a request with a JSON body or an X-API-Key header. */
export function answerPreflight(scope: FastifyInstance, path: string, method: "GET" | "POST"): void {
  scope.options(path, async (_request, reply) =>
    reply
      .code(204)
      .header("access-control-allow-methods", `${method}, OPTIONS`)
      .header("access-control-allow-headers", "Content-Type, X-API-Key")
      .header("access-control-max-age", PREFLIGHT_SECONDS)
      .send(),
  );
}
