import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import type { Network } from "../documents/network.ts";
import { TEST_CERTIFICATE } from "./certificate.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The public internet as a server sees it: names, addresses, and a TLS server on loopback behind all of them. */
export interface PublicInternet extends Network {
  /** Addresses of a name; `null` takes the name away. Every name of the certificate has a public address at first. */
  name(host: string, addresses: string[] | null): void;
  /** What an https address answers. */
  serve(address: string, handler: Handler | object): void;
  /** `address:port` of every connection so far. */
  connections: string[];
  /** Requested addresses, as `https://host/path`. */
  requests: string[];
  /** Cuts or restores every connection. */
  setOnline(online: boolean): void;
  close(): Promise<void>;
}

/** An address of the public internet (of a well-known resolver), which tests never reach. */
const PUBLIC_ADDRESS = "9.9.9.9";
const HOSTS = ["claude.ai", "chatgpt.com", "grok.com", "app.example.com", "rebind.example.com", "other.example.com"];

export async function openPublicInternet(): Promise<PublicInternet> {
  const names = new Map<string, string[]>(HOSTS.map((host) => [host, [PUBLIC_ADDRESS]]));
  const pages = new Map<string, Handler>();
  const connections: string[] = [];
  const requests: string[] = [];
  let online = true;
  const server = createServer(TEST_CERTIFICATE, (request, response) => {
    const address = `https://${request.headers.host}${request.url}`;
    requests.push(address);
    const handler = pages.get(address);
    if (handler) handler(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    ca: TEST_CERTIFICATE.cert,
    connections,
    requests,
    async resolve(host) {
      const addresses = names.get(host);
      if (!addresses) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" });
      return addresses;
    },
    connect(address, wantedPort) {
      connections.push(`${address}:${wantedPort}`);
      return online ? connect(port, "127.0.0.1") : connect(1, "127.0.0.1");
    },
    name(host, addresses) {
      if (addresses) names.set(host, addresses);
      else names.delete(host);
    },
    serve(address, handler) {
      pages.set(address, typeof handler === "function" ? (handler as Handler) : sendJson(handler));
    },
    setOnline(value) {
      online = value;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers a document as JSON. */
export function sendJson(document: object, headers: Record<string, string> = {}): Handler {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(document));
  };
}
