import { setTimeout } from "node:timers/promises";
import { signedByStripe, stripeCharge, stripeEvent } from "@heliometer/revenue/testing";
import { removeDirectory, startProduct, temporaryDirectory } from "../../support/product.ts";
import { addProjectByCommand, runCommand } from "../../support/senders.ts";
import { postText } from "../ingest/requests.ts";
import { type Flow, startSteady } from "../ingest/steady.ts";
import { percentile, printFigure } from "../machine.ts";

const SECRET = "whsec_a_signing_secret_of_the_bench";
const STEADY_PER_SECOND = 500;
/** More than any of these machines takes: it is as fast as it can be then. */
const FLOOD_PER_SECOND = 20_000;
const WARM_UP_MS = 1_000;
const MS_PER_SECOND = 1_000;

/** Signed deliveries to the product as a process of its own, at the pace that is asked for and as fast as they are taken. */
export async function benchDeliveries(seconds: number): Promise<void> {
  const dataDirectory = temporaryDirectory();
  try {
    const { projectId } = await addProjectByCommand(dataDirectory);
    const connect = ["revenue", "connect", "stripe", "--project", projectId, "--signing-secret", SECRET];
    const path = /(\/api\/v1\/webhooks\/\S+)/.exec(await runCommand(connect, { dataDirectory, env: {} }))?.[1] ?? "";
    const product = await startProduct({
      dataDirectory,
      env: { LOG_LEVEL: "error" },
      script: ["apps/server/src/cli.ts", "serve"],
    });
    const flow = { port: Number(new URL(product.origin).port), next: () => nextDelivery(path) };
    await startSteady(flow, STEADY_PER_SECOND).stop();
    await measure(flow, seconds);
    await product.stop();
  } finally {
    removeDirectory(dataDirectory);
  }
}

async function measure(flow: Flow, seconds: number): Promise<void> {
  const steady = startSteady(flow, STEADY_PER_SECOND);
  await setTimeout(WARM_UP_MS + seconds * MS_PER_SECOND);
  const { samples, failures } = await steady.stop();
  const warm = samples.slice((STEADY_PER_SECOND * WARM_UP_MS) / MS_PER_SECOND);
  printFigure(`Webhook at ${STEADY_PER_SECOND}/s, p50`, `${percentile(warm, 0.5).toFixed(1)} ms`, "–");
  printFigure(`Webhook at ${STEADY_PER_SECOND}/s, p99`, `${percentile(warm, 0.99).toFixed(1)} ms`, "≤ 50 ms");
  const flood = startSteady(flow, FLOOD_PER_SECOND);
  const startedAt = performance.now();
  await setTimeout(seconds * MS_PER_SECOND);
  const taken = await flood.stop();
  const perSecond = taken.samples.length / ((performance.now() - startedAt) / MS_PER_SECOND);
  printFigure("Webhooks taken as fast as they are sent", `${perSecond.toFixed(0)}/s`, "≥ 500/s");
  if (failures + taken.failures > 0) console.log(`${failures + taken.failures} deliveries were not taken.`);
}

let sent = 0;

function nextDelivery(path: string): string {
  sent += 1;
  const at = Date.now();
  const charge = stripeCharge(`ch_${sent}`, {
    at,
    amount: 1_900,
    customer: `cus_${sent % 5_000}`,
    payment: `pi_${sent}`,
  });
  const { body, header, signature } = signedByStripe(
    stripeEvent("charge.succeeded", charge, { id: `evt_${sent}`, at }),
    { secret: SECRET, at },
  );
  return postText(path, body.toString(), { "content-type": "application/json", [header]: signature });
}
