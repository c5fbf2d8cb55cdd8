// `npm run bench`: figures of the product as its users meet it. `npm run bench -- NAME` runs one of the benches.
import { benchAuth } from "./auth.ts";
import { benchDashboard } from "./dashboard.ts";
import { benchImport } from "./import.ts";
import { benchIngest } from "./ingest.ts";
import { describeMachine } from "./machine.ts";
import { benchMcp } from "./mcp.ts";
import { benchProduct } from "./product.ts";
import { benchReports } from "./reports.ts";
import { benchRevenue } from "./revenue.ts";
import { benchWebhooks } from "./webhooks.ts";

const BENCHES: Readonly<Record<string, (args: string[]) => Promise<void>>> = {
  auth: benchAuth,
  dashboard: benchDashboard,
  import: benchImport,
  ingest: benchIngest,
  product: benchProduct,
  mcp: benchMcp,
  reports: benchReports,
  webhooks: benchWebhooks,
  revenue: benchRevenue,
};

const [name = "product", ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (!bench) {
  console.error(`Unknown bench: ${name}. Known: ${Object.keys(BENCHES).join(", ")}.`);
  process.exitCode = 2;
} else {
  console.log(`${describeMachine()}\n`);
  await bench(args);
}
