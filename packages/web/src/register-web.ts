import type { FastifyInstance } from "fastify";
import type { WebOptions } from "./options.ts";

/** Adds every page. Needs @fastify/cookie on the root. */
export async function registerWeb(app: FastifyInstance, options: WebOptions): Promise<void> {
  await app.register(async (scope) => {
    void scope;
    void options;
  });
}
