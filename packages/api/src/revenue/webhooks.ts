import type { ProviderDesk } from "@heliometer/revenue";
import type { FastifyInstance } from "fastify";
import { answerError } from "../errors.ts";

/** Above any event of a payment provider. */
const BODY_BYTES_MAX = 1_048_576;

/**
 * Registers the address that payment providers deliver to. It needs no key: each delivery is signed. The signature is one
 * of the bytes as they came, so nothing parses them before it is checked.
 */
export async function registerWebhooks(app: FastifyInstance, { accept }: Pick<ProviderDesk, "accept">): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.setErrorHandler(answerError);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, parsed) => parsed(null, body));
    scope.post<{ Params: { provider: string; connectionId: string } }>(
      "/api/v1/webhooks/:provider/:connectionId",
      { bodyLimit: BODY_BYTES_MAX },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        const { headers, body } = request;
        await accept({
          ...request.params,
          body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
          header: (name) => [headers[name]].flat()[0],
        });
        return { received: true };
      },
    );
    done();
  });
}
