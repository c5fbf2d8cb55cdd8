import type { FastifyInstance } from "fastify";

const PREFLIGHT_SECONDS = 86_400;

/**
 * Any website may send events: the public key says whose they are. A browser sends every beacon with credentials
 * (W3C Beacon, 3.1), for which a wildcard does not hold, so that the origin itself is named; no cookie is read here.
 */
export function allowEveryOrigin(scope: FastifyInstance): void {
  scope.addHook("onRequest", async (request, reply) => {
    const { origin } = request.headers;
    reply.header("vary", "Origin").header("access-control-expose-headers", "Retry-After");
    if (origin === undefined) return void reply.header("access-control-allow-origin", "*");
    reply.header("access-control-allow-origin", origin).header("access-control-allow-credentials", "true");
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
