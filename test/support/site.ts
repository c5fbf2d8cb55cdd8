import { createServer, type Server } from "node:http";

/** A website of somebody else's, reached under any host name of `SITE_HOSTS`. */
export interface Site {
  port: number;
  /** An address of the site. */
  url(path: string, host?: string): string;
  close(): Promise<void>;
}

const SITE_HOST = "shop.example.test";
/**
 * Trackers leave localhost out, so that the site has a name, and the browser is told where that is. A browser without a
 * window, or one that says that a program drives it, would be left out as a machine; this one says what others say.
 */
export const SITE_FLAGS = [
  "--disable-blink-features=AutomationControlled",
  "--host-resolver-rules=MAP *.example.test 127.0.0.1",
  "--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
];

/** Paths below `path` are passed on to `origin`, the rest of the path behind it, as a reverse proxy does it. */
interface SiteProxy {
  path: string;
  origin: string;
  /** Hears of every request that was passed on: what a browser sends as a beacon is seen here alone. */
  onAnswer?(answer: { method: string; path: string; status: number; body: string }): void;
}

/** What passing on must not repeat (RFC 9110 7.6.1), and what `fetch` has undone. */
const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
]);

/** What a page asks of the site beside its own documents. */
export interface SiteOptions {
  /** The HTML of a path; null: there is none. */
  page(path: string): string | null;
  /** Files by path. */
  files?: Readonly<Record<string, string>>;
  proxy?: SiteProxy;
}

/** Serves a website on loopback. */
export async function startSite(options: SiteOptions): Promise<Site> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (options.proxy && path.startsWith(options.proxy.path)) {
      // The product is stopped, or the browser has gone while it sent.
      forward(options.proxy, request, response).catch(() => response.destroy());
      return;
    }
    const file = options.files?.[path];
    const body = file ?? options.page(path.split("?", 1).join(""));
    const type = file === undefined ? "text/html; charset=utf-8" : "text/javascript; charset=utf-8";
    response.writeHead(body === null ? 404 : 200, { "content-type": type, "cache-control": "no-store" });
    response.end(body ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  const { port } = address;
  return {
    port,
    url: (path, host = SITE_HOST) => `http://${host}:${port}${path}`,
    close: () => closeServer(server),
  };
}

type Exchange = Parameters<NonNullable<Parameters<typeof createServer>[1]>>;

async function forward(
  { path, origin, onAnswer }: SiteProxy,
  request: Exchange[0],
  response: Exchange[1],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = "GET", url = "/" } = request;
  const rest = `/${url.slice(path.length)}`;
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const body = Buffer.concat(chunks);
  const answer = await fetch(`${origin}${rest}`, {
    method,
    headers: headers.filter(([name]) => !NOT_PASSED_ON.has(name)),
    ...(body.length > 0 && { body }),
  });
  response.writeHead(
    answer.status,
    Object.fromEntries([...answer.headers].filter(([name]) => !NOT_PASSED_ON.has(name))),
  );
  response.end(Buffer.from(await answer.arrayBuffer()));
  onAnswer?.({ method, path: rest.split("?", 1).join(""), status: answer.status, body: body.toString() });
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
