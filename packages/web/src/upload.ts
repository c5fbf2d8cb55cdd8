import { InvalidInput } from "@heliometer/core";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** A form with a file of 2 MB, which comes back once more as text that is a third longer. */
const FORM_BYTES_MAX = 4_194_304;
const FORM_TYPE = "multipart/form-data";

/**
 * Forms of this scope may hold files (RFC 7578). They become fields like those of any other form; a file is its bytes in
 * base64, '' where none was chosen.
 */
export function takeUploads(scope: FastifyInstance): void {
  const read = (request: FastifyRequest, body: Buffer) => readForm(String(request.headers["content-type"]), body);
  scope.addContentTypeParser(FORM_TYPE, { parseAs: "buffer", bodyLimit: FORM_BYTES_MAX }, read);
}

async function readForm(type: string, body: Buffer): Promise<URLSearchParams> {
  const fields = new URLSearchParams();
  for (const [name, value] of await parse(type, body)) {
    fields.append(name, typeof value === "string" ? value : Buffer.from(await value.arrayBuffer()).toString("base64"));
  }
  return fields;
}

/** Node's own parser. What it cannot read was made by no browser. */
async function parse(type: string, body: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  } catch {
    throw new InvalidInput({ field: "form", rule: "cannot be read." });
  }
}
