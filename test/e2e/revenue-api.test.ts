import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eventually } from "../support/eventually.ts";
import {
  freePort,
  removeDirectory,
  runToEnd,
  type StartedProduct,
  startProduct,
  temporaryDirectory,
} from "../support/product.ts";

type Fields = Record<string, unknown>;

const DAY_MS = 86_400_000;
const dataDirectory = temporaryDirectory();
let projectId = "";
let key = "";
let product: StartedProduct;

before(async () => {
  await run("user", "add", "--email", "owner@example.com", "--password", "eight quiet harbours");
  const added = await run("project", "add", "--name", "Shop", "--owner", "owner@example.com", "--currency", "EUR");
  projectId = /added: (\S+)/.exec(added.output)?.[1] ?? "";
  const made = await run("key", "create", "--project", projectId, "--kind", "full");
  key = /hm_sk_\S+/.exec(made.output)?.[0] ?? "";
  product = await startProduct({ dataDirectory });
});
after(async () => {
  await product.stop();
  removeDirectory(dataDirectory);
});

/** A command of the command line, also beside the running product. */
async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  return runToEnd({ port: await freePort(), dataDirectory, script: ["apps/server/src/cli.ts", ...args] });
}

async function ask(method: string, path: string, body?: object): Promise<Fields> {
  const response = await fetch(`${product.origin}/api/v1/${path}`, {
    method,
    headers: { "x-api-key": key, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Fields;
  assert.ok(response.ok, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

const dayBefore = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const figures = async (path: string) =>
  (await ask("GET", `projects/${projectId}/${path}?period=last_30_days`)).data as Fields;

test("what a server tells of money, and what a file tells of spend, stands in the reports", async () => {
  const customer = { externalCustomerId: "cus-1", currency: "EUR" };
  await ask("POST", "revenue/customers", { email: "ada@example.com", externalId: "cus-1", currency: "EUR" });
  const charge = { ...customer, externalId: "order-1", amount: 10_000, chargedAt: dayBefore(10) };
  await ask("POST", "revenue/charges", charge);
  await ask("POST", "revenue/charges", charge);
  await ask("PATCH", "revenue/charges/order-1", { amountRefunded: 2_550, refundedAt: dayBefore(5) });
  const terms = { status: "active", amount: 4_900, interval: "month", startedAt: dayBefore(10) };
  await ask("POST", "revenue/subscriptions", { ...customer, externalId: "sub-1", ...terms });
  await ask("PATCH", "revenue/subscriptions/sub-1", { quantity: 2, effectiveAt: dayBefore(3) });
  const revenue = await eventually(
    () => figures("revenue"),
    (data) => data.mrr === 98,
  );
  const { grossRevenue, refunds, netRevenue, charges, mrr, payingCustomers } = revenue;
  assert.deepEqual(
    { grossRevenue, refunds, netRevenue, charges, mrr, payingCustomers },
    { grossRevenue: 100, refunds: 25.5, netRevenue: 74.5, charges: 1, mrr: 98, payingCustomers: 1 },
  );

  const row = { date: dayBefore(4).slice(0, 10), channel: "Paid Search", currency: "EUR", amount: 1_250 };
  await ask("POST", "spend", { rows: [row] });
  await ask("POST", "spend", { rows: [{ ...row, amount: 1_300 }] });
  const file = join(dataDirectory, "spend.csv");
  writeFileSync(
    file,
    `date,channel,currency,amountMajor\n${row.date},Podcast,EUR,20.00\n${row.date},Radio,USD,10.00\n`,
  );
  await run("spend", "import", file, "--project", projectId);
  const spendOf = async () => {
    const { rows } = (await figures("revenue/channels")) as { rows: Fields[] };
    return Object.fromEntries(rows.map(({ channel, spend }) => [channel, spend]));
  };
  const spent = await eventually(spendOf, (rows) => rows.Podcast === 20);
  assert.deepEqual([spent["Paid Search"], spent.Podcast], [13, 20]);

  const rates = join(dataDirectory, "rates.csv");
  writeFileSync(rates, `date,base,quote,rate\n${row.date},EUR,USD,1.25\n`);
  await run("rates", "import", rates, "--project", projectId);
  const converted = await eventually(spendOf, (rows) => rows.Radio === 8);
  assert.equal(converted.Radio, 8);
});
