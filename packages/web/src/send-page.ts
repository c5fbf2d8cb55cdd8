import { Readable } from "node:stream";
import { constants, createGzip, gzipSync } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ASSETS, acceptsGzip } from "./assets.ts";
import type { Frame } from "./frame.ts";
import { documentEnd, documentStart, type Page } from "./layout.ts";
import { contentPolicy } from "./security/headers.ts";

export type SentPage = Page & { status?: number; formsLeave?: boolean };

/** Below this, compressing saves no packet. */
const GZIP_BYTES_MIN = 1_400;
const GZIP_LEVEL = 5;

/** Sends a page: at once where all of it is known, else piece by piece, so that the browser shows what is there. */
export function sendPage(
  { request, reply, frame }: { request: FastifyRequest; reply: FastifyReply; frame: Frame },
  page: SentPage,
): FastifyReply {
  const { formsLeave = false, status = 200, fetches = false, late } = page;
  const scripts = [...(frame.user ? [ASSETS.page.path] : []), ...(page.scripts ?? [])];
  reply
    .code(status)
    .type("text/html; charset=utf-8")
    .header("content-security-policy", contentPolicy({ formsLeave, scripts: scripts.length > 0, fetches }));
  const start = `${documentStart(frame, { ...page, scripts })}${page.body}`;
  const end = String(documentEnd(frame));
  const zips = mayCompress(request);
  reply.header("vary", "accept-encoding, sec-fetch-site");
  if (zips) reply.header("content-encoding", "gzip");
  if (!late) {
    const whole = start + end;
    if (!zips) return reply.send(whole);
    if (whole.length >= GZIP_BYTES_MIN) return reply.send(gzipSync(whole, { level: GZIP_LEVEL }));
    return reply.removeHeader("content-encoding").send(whole);
  }
  const pieces = Readable.from(inPieces(start, late, end));
  if (!zips) return reply.send(pieces);
  // Each piece leaves as soon as it is there, not when the compressor's buffer is full.
  const zip = createGzip({ level: GZIP_LEVEL, flush: constants.Z_SYNC_FLUSH });
  pieces.on("error", (error) => zip.destroy(error));
  return reply.send(pieces.pipe(zip));
}

async function* inPieces(start: string, { parts, end }: NonNullable<Page["late"]>, last: string) {
  yield start;
  for (const part of parts) yield String(await part);
  yield `${end}${last}`;
}

/**
 * Whether the answer may be compressed. A page holds a secret (the token of its forms) and can repeat what stands in its
 * address: compressed, its length would tell another website that makes the browser ask for it one letter of the secret
 * after the other (the BREACH attack). So only what the browser says to come from our own pages or from its address bar is.
 */
function mayCompress(request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  return (site === "same-origin" || site === "none") && acceptsGzip(request);
}
