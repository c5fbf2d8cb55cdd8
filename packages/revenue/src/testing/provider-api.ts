import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Objects by the path of their list, newest first, as the provider hands them out. */
export type Lists = Readonly<Record<string, readonly { readonly id: string }[]>>;

/** What goes wrong at a request: it is asked to wait, cut off in the middle, refused, or answered as it should be. */
export type Mishap = "busy" | "cut" | "forbidden" | "broken" | null;

/** A provider's API over loopback HTTP, which stands in for the one on the internet. */
export interface ProviderApi {
  readonly address: URL;
  /** Paths with their query that were asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

interface ApiOptions {
  readonly lists: Lists;
  readonly apiKey: string;
  /** Called for each request, by its number from 0 on. */
  readonly mishap?: (request: number, path: string) => Mishap;
}

const RETRY_AFTER_SECONDS = 1;

/** Stripe's API: lists with `limit` and `starting_after` (docs.stripe.com/api/pagination). */
export function openStripeApi(options: ApiOptions): Promise<ProviderApi> {
  return openApi(options, (objects, query) => {
    const limit = Math.min(Number(query.get("limit") ?? 10), 100);
    const data = pageAfter(objects, query.get("starting_after"), limit);
    return { object: "list", url: "/", has_more: hasMore(objects, data), data };
  });
}

/** Paddle's API: lists with `per_page` and `after` (developer.paddle.com/api-reference/about/pagination). */
export function openPaddleApi(options: ApiOptions): Promise<ProviderApi> {
  return openApi(options, (objects, query) => {
    const perPage = Number(query.get("per_page") ?? 50);
    const data = pageAfter(objects, query.get("after"), perPage);
    const pagination = {
      per_page: perPage,
      next: "",
      has_more: hasMore(objects, data),
      estimated_total: objects.length,
    };
    return { data, meta: { request_id: "r", pagination } };
  });
}

type Objects = Lists[string];

function pageAfter(objects: Objects, after: string | null, limit: number): Objects {
  const start = after === null ? 0 : objects.findIndex(({ id }) => id === after) + 1;
  return objects.slice(start, start + limit);
}

function hasMore(objects: Objects, page: Objects): boolean {
  return page.length > 0 && page.at(-1) !== objects.at(-1);
}

async function openApi(
  { lists, apiKey, mishap }: ApiOptions,
  answer: (objects: Objects, query: URLSearchParams) => object,
): Promise<ProviderApi> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://stand-in");
    const trouble = mishap?.(asked.length, pathname) ?? null;
    asked.push(request.url ?? "/");
    const objects = lists[pathname];
    if (request.headers.authorization !== `Bearer ${apiKey}`) return refuse(response, 401);
    if (trouble) return befall(trouble, request, response);
    if (!objects) return refuse(response, 404);
    send(response, 200, answer(objects, searchParams));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: new URL(`http://127.0.0.1:${port}`),
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function befall(trouble: NonNullable<Mishap>, request: IncomingMessage, response: ServerResponse): void {
  if (trouble === "cut") {
    response.writeHead(200, { "content-type": "application/json", "content-length": 1_000 });
    response.write('{"object":"list","data":[');
    setImmediate(() => request.socket.destroy());
  } else if (trouble === "busy") {
    response.setHeader("retry-after", RETRY_AFTER_SECONDS);
    refuse(response, 429);
  } else refuse(response, trouble === "forbidden" ? 403 : 500);
}

function refuse(response: ServerResponse, status: number): void {
  send(response, status, { error: { type: "invalid_request_error", message: "No." } });
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
