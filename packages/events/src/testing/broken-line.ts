import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What becomes of a request on its way: it arrives and is answered, it never arrives, or its answer is lost. */
export type Fate = "answered" | "lost" | "unanswered";

/** A line to a server that breaks when it is told to. */
export interface BrokenLine extends AsyncDisposable {
  readonly url: string;
  /** Decides about each request by its statement; everything is answered while there is none. */
  decide: ((statement: string) => Fate) | null;
}

/** Opens a line to the HTTP server at `target`. */
export async function openBrokenLine(target: string): Promise<BrokenLine> {
  const server = createServer({ maxHeaderSize: 1_048_576 }, (incoming, outgoing) => {
    const statement = new URL(incoming.url ?? "/", target).searchParams.get("query") ?? "";
    const fate = line.decide?.(statement) ?? "answered";
    if (fate === "lost") incoming.socket.destroy();
    else pass(incoming, outgoing, { target, isAnswered: fate === "answered" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const line: BrokenLine = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    decide: null,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return line;
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { target, isAnswered }: { target: string; isAnswered: boolean },
): void {
  const { method, headers, url } = incoming;
  const onward = request(new URL(url ?? "/", target), { ...(method ? { method } : {}), headers }, (answer) => {
    if (isAnswered) {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    } else {
      answer.resume().on("end", () => outgoing.destroy());
    }
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}
