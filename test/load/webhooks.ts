import { parseArgs } from "node:util";
import { benchDeliveries } from "./webhooks/deliveries.ts";
import { benchHistory } from "./webhooks/history.ts";

/** What payment providers ask of the product. `--seconds 10`: each pace of deliveries; `--customers 5000`: the history. */
export async function benchWebhooks(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: "string", default: "10" }, customers: { type: "string", default: "5000" } },
  });
  await benchDeliveries(Number(values.seconds));
  await benchHistory(Number(values.customers));
}
