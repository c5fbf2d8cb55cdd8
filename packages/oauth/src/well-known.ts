import type { FastifyInstance } from "fastify";
import { type Addresses, RESOURCE_PATH } from "./addresses.ts";
import { allowAnyOrigin, answerPreflight } from "./headers.ts";
import { resourceMetadata, serverMetadata } from "./metadata.ts";

// Short: what is announced changes when outbound https begins to work.
const CACHE = "public, max-age=300";

// Some clients append the path of the resource even though the issuer has none (ChatGPT: adcontextprotocol/adcp#1081,
// Codex: eight well-known variants in a row).
const SERVER_METADATA_PATHS = ["oauth-authorization-server", "openid-configuration"].flatMap(withSuffix);
const RESOURCE_METADATA_PATHS = withSuffix("oauth-protected-resource");

interface WellKnown {
  addresses: Addresses;
  /** Whether a `client_id` may be the address of a document at this moment. */
  announcesDocuments: () => boolean;
}

/** Discovery documents, rendered once, and a JSON 404 for every other well-known name. */
export function registerWellKnown(app: FastifyInstance, { addresses, announcesDocuments }: WellKnown): void {
  const plain = JSON.stringify(serverMetadata(addresses));
  const announcing = JSON.stringify({ ...serverMetadata(addresses), client_id_metadata_document_supported: true });
  const resource = JSON.stringify(resourceMetadata(addresses));
  for (const path of SERVER_METADATA_PATHS) serve(app, path, () => (announcesDocuments() ? announcing : plain));
  for (const path of RESOURCE_METADATA_PATHS) serve(app, path, () => resource);
  // Clients probe many names and fail on the HTML of a page (twentyhq/twenty#20296).
  app.all("/.well-known/*", async (_request, reply) => {
    allowAnyOrigin(reply);
    return reply.code(404).send({ error: { code: "not_found", message: "There is no such well-known document." } });
  });
}

function serve(app: FastifyInstance, path: string, body: () => string): void {
  app.get(path, async (_request, reply) => {
    allowAnyOrigin(reply);
    return reply.header("cache-control", CACHE).type("application/json; charset=utf-8").send(body());
  });
  app.options(path, (_request, reply) => answerPreflight(reply, "GET"));
}

function withSuffix(name: string): string[] {
  return [`/.well-known/${name}`, `/.well-known/${name}${RESOURCE_PATH}`];
}
