import { openTls } from "./guarded-fetch.ts";
import type { Network } from "./network.ts";

const DEADLINE_MS = 5_000;
/** Hosts of the documents of the assistants that most people connect; one that answers is enough. */
const PROBED = ["https://claude.ai/", "https://chatgpt.com/"];

/** Whether this machine reaches public https hosts, so that client documents can be read. Sends no request. */
export async function reachesPublicHosts(network: Network): Promise<boolean> {
  for (const address of PROBED) {
    try {
      const socket = await openTls(new URL(address), network, AbortSignal.timeout(DEADLINE_MS));
      socket.destroy();
      return true;
    } catch {
      // The next one.
    }
  }
  return false;
}
