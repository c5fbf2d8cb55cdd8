import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A Postgres server behind a wire that can be cut. */
export interface Cut {
  /** The address of the database through the wire. */
  url: string;
  /** Ends every connection and takes no new one. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Puts a wire in front of a database; `url` may name a socket directory by its `host` parameter. */
export async function openCut(url: string): Promise<Cut> {
  const target = new URL(url);
  const directory = target.searchParams.get("host");
  const place = directory
    ? { path: `${directory}/.s.PGSQL.${target.port || "5432"}` }
    : { host: target.hostname, port: Number(target.port || "5432") };
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const onward = connect(place);
    for (const socket of [incoming, onward]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    incoming.pipe(onward).pipe(incoming);
    incoming.on("close", () => onward.destroy());
    onward.on("close", () => incoming.destroy());
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  target.host = `127.0.0.1:${port}`;
  target.searchParams.delete("host");

  async function cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return { url: target.href, cut, mend: () => listen(port), close: cut };
}
