import { createServer } from "node:http";
import { freePort } from "./product.ts";

/** A loopback listener that an assistant on this computer opens to receive the authorization code. */
export interface Callback {
  url: string;
  /** The parameters of the redirect, once the browser has come. */
  received: Promise<URLSearchParams>;
  close(): Promise<void>;
}

export async function listenForCallback(): Promise<Callback> {
  const port = await freePort();
  const url = `http://localhost:${port}/callback`;
  let deliver: (parameters: URLSearchParams) => void = () => {};
  const received = new Promise<URLSearchParams>((resolve) => (deliver = resolve));
  const server = createServer((request, response) => {
    const address = new URL(request.url ?? "/", url);
    response.writeHead(200, { "content-type": "text/plain" }).end("You can close this window.");
    if (address.pathname === "/callback") deliver(address.searchParams);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url, received, close };
}
