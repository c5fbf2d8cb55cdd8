import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A proxy on loopback that adds a credential to every request and changes nothing else, Host and Origin included. */
export interface TokenForwarder {
  url: string;
  close(): Promise<void>;
}

/** For clients that cannot send a credential themselves. */
export async function openTokenForwarder(targetUrl: string, key: string): Promise<TokenForwarder> {
  const target = new URL(targetUrl);
  const server = createServer((incoming, answer) => {
    const headers = [...incoming.rawHeaders, "X-API-Key", key];
    const { method = "GET", url = "/" } = incoming;
    const onward = request({ host: "127.0.0.1", port: target.port, method, path: url, headers }, (received) => {
      answer.writeHead(received.statusCode ?? 502, received.rawHeaders);
      received.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${target.pathname}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
