import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { drawLand } from "./map/world.ts";

const HASH_CHARACTERS = 12;
const YEAR_SECONDS = 31_536_000;
const STYLES = [
  "tokens",
  "frame",
  "navigation",
  "controls",
  "projects",
  "menu",
  "dashboard",
  "figures",
  "bars",
  "chart",
  "map",
  "records",
  "account",
  "guide",
  "design",
];

/** The stylesheet names it, so it comes first. */
const LAND = createAsset("land.svg", "image/svg+xml", drawLand());

interface Asset {
  /** Holds a hash of the content: a new content has a new path. */
  path: string;
  type: string;
  etag: string;
  plain: Buffer;
  zipped: Buffer;
}

/** The files that pages refer to. Constant for the life of the process. */
export const ASSETS = {
  style: createAsset("heliometer.css", "text/css; charset=utf-8", readStyle()),
  land: LAND,
  consent: createScript("consent"),
  page: createScript("page"),
  dashboard: createScript("dashboard"),
  mark: createAsset("mark.svg", "image/svg+xml", readOwn("mark.svg")),
} as const satisfies Record<string, Asset>;

/** Serves the files, to be kept by the browser for good. */
export function serveAssets(scope: FastifyInstance): void {
  for (const asset of Object.values(ASSETS)) {
    scope.get(asset.path, (request, reply) => sendAsset(asset, request, reply));
  }
}

function sendAsset(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply
    .header("cache-control", `public, max-age=${YEAR_SECONDS}, immutable`)
    .header("etag", asset.etag)
    .header("vary", "accept-encoding")
    .type(asset.type);
  if (request.headers["if-none-match"] === asset.etag) return reply.code(304).send();
  if (!acceptsGzip(request)) return reply.send(asset.plain);
  return reply.header("content-encoding", "gzip").send(asset.zipped);
}

/** Whether the browser takes gzip. */
export function acceptsGzip(request: FastifyRequest): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(request.headers["accept-encoding"] ?? ""));
}

function readStyle(): string {
  const ours = STYLES.map((name) => readOwn(`${name}.css`)).join("\n");
  return `${readServed("base.css")}${ours.replaceAll('url("land.svg")', `url("${LAND.path}")`)}`;
}

function readOwn(name: string): string {
  return readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8");
}

/** Made by build.ts. */
function readServed(name: string): string {
  return readFileSync(new URL(`../served/${name}`, import.meta.url), "utf8");
}

function createScript(name: string): Asset {
  return createAsset(`${name}.js`, "text/javascript; charset=utf-8", readServed(`${name}.js`));
}

function createAsset(name: string, type: string, text: string): Asset {
  const plain = Buffer.from(text, "utf8");
  const hash = createHash("sha256").update(plain).digest("hex").slice(0, HASH_CHARACTERS);
  const path = `/assets/${name.replace(".", `.${hash}.`)}`;
  return { path, type, etag: `"${hash}"`, plain, zipped: gzipSync(plain, { level: 9 }) };
}
