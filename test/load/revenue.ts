import { join } from "node:path";
import { createRandom, openEventStore, type RevenueFact, type SubjectFacts } from "@heliometer/events";
import { callTool, connectClassic } from "../support/clients.ts";
import { freePort, removeDirectory, startProduct, temporaryDirectory } from "../support/product.ts";
import { percentile, printFigure } from "./machine.ts";

const CUSTOMERS = 200_000;
const CHARGES_EACH = 5;
const YEARS = 3;
const DAY_MS = 86_400_000;
const SEED = 20_260_102;
const SUBJECTS_AT_ONCE = 20_000;
const WARM_UP_CALLS = 3;
const CALLS = 40;
const CHANNELS = ["Organic Search", "Paid Search", "Paid Social", "Email", "Direct", "Referral", "AI Assistants"];
const EVENT_STORE = { engine: "duckdb", memoryMb: 1_024, threads: 2 } as const;

/**
 * The reports about money over MCP with a key, on DuckDB, with 1,000,000 charges of 200,000 subscriptions over three
 * years beside the events of the demo. `--customers 20000` makes a tenth of it.
 */
export async function benchRevenue(args: string[]): Promise<void> {
  const customers = Number(args[args.indexOf("--customers") + 1] ?? CUSTOMERS) || CUSTOMERS;
  const dataDirectory = temporaryDirectory();
  const port = await freePort();
  try {
    const first = await startProduct({ dataDirectory, port });
    const { secretKey } = first.demo();
    const projectId = await projectIdOf(first.mcpUrl, secretKey);
    await first.stop();
    const seconds = await loadFacts(dataDirectory, { projectId, customers });
    printFigure(`Facts of ${customers.toLocaleString("en")} customers, written in`, `${seconds.toFixed(1)} s`, "–");
    const product = await startProduct({ dataDirectory, port, env: { MCP_CALLS_PER_MINUTE: "0" } });
    await measure(product.mcpUrl, secretKey);
    await product.stop();
  } finally {
    removeDirectory(dataDirectory);
  }
}

async function projectIdOf(mcpUrl: string, secretKey: string): Promise<string> {
  const client = await connectClassic(mcpUrl, secretKey);
  const { structured } = await callTool(client, "list_projects");
  await client.close();
  const [project] = structured.data.projects as { id: string }[];
  if (!project) throw new Error("The demo has a project.");
  return project.id;
}

async function loadFacts(
  dataDirectory: string,
  { projectId, customers }: { projectId: string; customers: number },
): Promise<number> {
  const path = join(dataDirectory, "events.duckdb");
  const store = await openEventStore({ ...EVENT_STORE, path, temporaryDirectory: join(dataDirectory, "tmp") });
  const random = createRandom(SEED);
  const now = Date.now();
  const startedAt = performance.now();
  for (let first = 0; first < customers; first += SUBJECTS_AT_ONCE) {
    const count = Math.min(SUBJECTS_AT_ONCE, customers - first);
    await store.replaceFacts(
      Array.from(
        { length: count },
        (_, index): SubjectFacts => ({
          ...{ projectId, subject: `customer:bench-${first + index}`, version: 1 },
          facts: factsOf(random, now),
        }),
      ),
    );
  }
  await store.replaceFacts(spendOf(projectId, now));
  const seconds = (performance.now() - startedAt) / 1_000;
  await store.close();
  return seconds;
}

const NOTHING = {
  currency: "",
  amount: 0,
  count: 0,
  channel: "",
  source: "",
  medium: "",
  campaign: "",
  impressions: 0,
};

function factAt(kind: RevenueFact["kind"], at: number, change: Partial<RevenueFact>): RevenueFact {
  return { ...NOTHING, ...change, at: Math.round(at), kind };
}

/** A subscriber who pays five times, changes the plan now and then, and leaves with every third. */
function factsOf(random: ReturnType<typeof createRandom>, now: number): RevenueFact[] {
  const start = now - random.next() * YEARS * 365 * DAY_MS;
  const mrr = 900 + random.below(9_000);
  const money = { currency: "EUR" };
  const charges = Array.from({ length: CHARGES_EACH }, (_, term) =>
    factAt("charge", start + term * 30 * DAY_MS, { ...money, amount: mrr, count: 1 }),
  );
  const leavesAt = start + CHARGES_EACH * 30 * DAY_MS;
  const touches = Array.from({ length: 3 }, (_, index) =>
    factAt("touch", start - (index + random.next()) * 12 * DAY_MS, {
      channel: CHANNELS[random.below(CHANNELS.length)] ?? "Direct",
      ...{ source: "Google", campaign: `campaign-${random.below(40)}`, count: 1 },
    }),
  );
  return [
    ...charges,
    ...touches,
    factAt("first_payment", start, { ...money, count: 1 }),
    factAt("mrr_new", start, { ...money, amount: mrr, count: 1 }),
    factAt("subscription", start, { count: 1 }),
    ...(random.chance(0.05) ? [factAt("refund", start + DAY_MS, { ...money, amount: mrr, count: 1 })] : []),
    ...(random.chance(0.2) ? [factAt("mrr_expansion", start + 60 * DAY_MS, { ...money, amount: 500 })] : []),
    ...(random.chance(0.33)
      ? [
          factAt("mrr_churn", leavesAt, { ...money, amount: -mrr, count: -1 }),
          factAt("subscription", leavesAt, { count: -1 }),
        ]
      : []),
  ];
}

function spendOf(projectId: string, now: number): SubjectFacts[] {
  return Array.from({ length: YEARS * 365 }, (_, day) => ({
    ...{ projectId, subject: `spend:bench-${day}`, version: 1 },
    facts: ["Paid Search", "Paid Social"].flatMap((channel) =>
      Array.from({ length: 20 }, (_, campaign) =>
        factAt("spend", now - day * DAY_MS, {
          ...{ channel, campaign: `campaign-${campaign}`, currency: "EUR", amount: 2_000 + campaign, count: 40 },
        }),
      ),
    ),
  }));
}

async function measure(mcpUrl: string, secretKey: string): Promise<void> {
  const today = new Date();
  const dayOf = (instant: Date) => instant.toISOString().slice(0, "2026-11-21".length);
  const year = { startDate: dayOf(new Date(today.getTime() - 364 * DAY_MS)), endDate: dayOf(today) };
  const cases = [
    { title: "get_revenue, a year, compared", tool: "get_revenue", input: year, limitMs: 150 },
    { title: "… by month", tool: "get_revenue_timeseries", input: { ...year, interval: "month" }, limitMs: 200 },
    { title: "get_top_customers, a year", tool: "get_top_customers", input: year, limitMs: 100 },
    { title: "get_channel_roi, a year", tool: "get_channel_roi", input: year, limitMs: 250 },
    {
      title: "… by campaign, linear",
      tool: "get_channel_roi",
      input: { ...year, model: "linear", groupBy: "campaign" },
    },
  ];
  const client = await connectClassic(mcpUrl, secretKey);
  for (const { title, tool, input, limitMs } of cases) {
    const samples: number[] = [];
    for (let call = 0; call < WARM_UP_CALLS + CALLS; call += 1) {
      const startedAt = performance.now();
      const answer = await callTool(client, tool, input);
      if (answer.isError) throw new Error(`${tool} answered: ${answer.text}`);
      if (call >= WARM_UP_CALLS) samples.push(performance.now() - startedAt);
    }
    const [p50, p95] = [percentile(samples, 0.5), percentile(samples, 0.95)];
    const shown = `${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)}`;
    printFigure(`${title}, p50`, shown, limitMs === undefined ? "–" : `≤ ${limitMs} ms`);
  }
  await client.close();
}
