import { createHash } from "node:crypto";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { TRACKER_SCRIPT } from "@heliometer/tracker";
import type { FastifyInstance } from "fastify";

const FRESH_SECONDS = 14_400;
const USABLE_SECONDS = 604_800;
const HASH_CHARACTERS = 20;

const plain = Buffer.from(TRACKER_SCRIPT, "utf8");
const BODIES = { br: brotliCompressSync(plain), gzip: gzipSync(plain, { level: 9 }), identity: plain } as const;
const ETAG = `"${createHash("sha256").update(plain).digest("base64url").slice(0, HASH_CHARACTERS)}"`;

/**
 * Serves the tracker to every website. Its address never changes, so browsers keep it for hours, use it while they ask
 * again, and get it a second time only when it has changed.
 */
export function registerTracker(app: FastifyInstance): void {
  app.get("/tracker.js", { logLevel: "warn" }, (request, reply) => {
    reply
      .header("cache-control", `public, max-age=${FRESH_SECONDS}, stale-while-revalidate=${USABLE_SECONDS}`)
      .header("etag", ETAG)
      .header("vary", "accept-encoding")
      .header("access-control-allow-origin", "*")
      .header("cross-origin-resource-policy", "cross-origin")
      .header("x-content-type-options", "nosniff")
      .type("text/javascript; charset=utf-8");
    if (isKnown(String(request.headers["if-none-match"] ?? ""))) return reply.code(304).send();
    const encoding = encodingFor(String(request.headers["accept-encoding"] ?? ""));
    if (encoding !== "identity") reply.header("content-encoding", encoding);
    return reply.send(BODIES[encoding]);
  });
}

/** RFC 9110 13.1.2: compared weakly, because proxies that compress mark tags as weak. */
function isKnown(tags: string): boolean {
  return tags.split(",").some((tag) => tag.trim().replace(/^W\//, "") === ETAG);
}

function encodingFor(accepted: string): keyof typeof BODIES {
  const offered = new Set(
    accepted
      .split(",")
      .filter((entry) => !/;\s*q=0(?:\.0*)?\s*$/.test(entry))
      .map((entry) => entry.split(";", 1).join("").trim().toLowerCase()),
  );
  if (offered.has("br")) return "br";
  return offered.has("gzip") ? "gzip" : "identity";
}
