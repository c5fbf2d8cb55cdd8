import { type Nodes, startNodes } from "../../support/nodes.ts";
import { listTools, postForm, type SignedInClient, signInClient } from "../../support/oauth-client.ts";
import { percentile, printFigure } from "../machine.ts";
import { hammer, postRequest } from "./hammer.ts";

const CONNECTIONS = 16;
const SECONDS = 4;
const REVOCATIONS = 10;
/** The limits of registration count addresses; each sign-in of the bench comes from another one. */
const ENVIRONMENT = { LOG_LEVEL: "error" };

/** Renewals a second on Postgres, and how long a revoked connection goes on at another node. */
export async function benchNodes(): Promise<void> {
  const cluster = await startNodes(2, ENVIRONMENT);
  try {
    const clients: SignedInClient[] = [];
    for (let index = 0; index < CONNECTIONS; index += 1) {
      clients.push(await signInClient(cluster.origin, cluster.account));
    }
    await measureRefresh(cluster, clients);
    await measureRevocation(cluster, clients);
  } finally {
    await cluster.close();
  }
}

/** Each connection renews its own token again and again. */
async function measureRefresh({ origin }: Nodes, clients: SignedInClient[]): Promise<void> {
  const port = Number(new URL(origin).port);
  const next = (index: number, body: string) => {
    const client = clients[index];
    if (!client) throw new Error("There are as many clients as connections.");
    if (body !== "") {
      const answer: { access_token: string; refresh_token: string } = JSON.parse(body);
      clients[index] = { ...client, accessToken: answer.access_token, refreshToken: answer.refresh_token };
    }
    const refresh_token = clients[index]?.refreshToken ?? "";
    const form = new URLSearchParams({ grant_type: "refresh_token", refresh_token, client_id: client.clientId });
    return postRequest("/oauth/token", form);
  };
  const { perSecond, p99, failures } = await hammer({ port, connections: CONNECTIONS, seconds: SECONDS, next });
  if (failures > 0) throw new Error(`${failures} renewals were refused.`);
  printFigure("Postgres: refresh with rotation, one node", `${Math.round(perSecond)}/s`, "≥ 800/s");
  printFigure("Postgres: refresh with rotation, p99", `${p99.toFixed(1)} ms`, "–");
}

/** From the answer to the revocation at one node to the first refusal at the other. */
async function measureRevocation({ nodes }: Nodes, clients: readonly SignedInClient[]): Promise<void> {
  const [first, second] = nodes;
  if (!first || !second) throw new Error("Two nodes were started.");
  const samples: number[] = [];
  for (const { clientId, accessToken, refreshToken } of clients.slice(0, REVOCATIONS)) {
    // The last answer of the hammering was not read, so the tokens may be one renewal old: the grace time covers it.
    const startedAt = performance.now();
    await postForm(`${first.origin}/oauth/revoke`, { token: refreshToken, client_id: clientId });
    while ((await listTools(second.mcpUrl, accessToken)).status !== 401) {
      if (performance.now() - startedAt > 10_000) throw new Error("The connection goes on although it was revoked.");
    }
    samples.push(performance.now() - startedAt);
  }
  printFigure(
    "Revoke at one node → 401 at another, longest of 10",
    `${percentile(samples, 1).toFixed(0)} ms`,
    "≤ 1,000 ms",
  );
}
