import type { FastifyInstance } from "fastify";
import { reachesPublicHosts } from "./egress.ts";
import type { Network } from "./network.ts";

const CHECK_AGAIN_MS = 900_000;

/**
 * `auto`: client documents are announced once this machine is seen to reach public hosts; `on`: announced, since the
 * operator says that it does; `off`: neither announced nor read.
 */
export type ClientDocuments = "auto" | "on" | "off";

/**
 * Whether the metadata announces client documents at this moment. Clients that see it prefer it to registering, so a
 * server without outbound https must not say it. The check runs beside the start, and again until it succeeds.
 */
export function announceDocuments(
  app: FastifyInstance,
  { mode, network }: { mode: ClientDocuments; network: Network },
): () => boolean {
  if (mode !== "auto") return () => mode === "on";
  let reached = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function check(): Promise<void> {
    reached = await reachesPublicHosts(network);
    app.log.info({ reached }, "Outbound https was checked; client documents are announced when it works");
    if (!reached && !closed) timer = setTimeout(() => void check(), CHECK_AGAIN_MS).unref();
  }

  app.addHook("onReady", async () => {
    void check();
  });
  app.addHook("onClose", async () => {
    closed = true;
    clearTimeout(timer);
  });
  return () => reached;
}
