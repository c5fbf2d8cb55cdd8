import { parseArgs } from "node:util";
import { signInByForm } from "../support/page.ts";
import { freePort, removeDirectory, runToEnd, startProduct, temporaryDirectory } from "../support/product.ts";
import { percentile, printFigure } from "./machine.ts";

const EVENTS = 10_000_000;
const WARM_UP_ROUNDS = 3;
const ROUNDS = 20;
const CLI = ["apps/server/src/cli.ts", "demo"];

/** `npm run bench -- dashboard [--events N]`: the dashboard of a demo of N events, as a browser without scripts gets it. */
export async function benchDashboard(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { events: { type: "string", default: String(EVENTS) } } });
  const dataDirectory = temporaryDirectory();
  try {
    const port = await freePort();
    const filled = await runToEnd({ port, dataDirectory, script: [...CLI, "--events", values.events] });
    const find = (label: string) => new RegExp(`^\\s*${label}\\s+(\\S+)`, "m").exec(filled.output)?.[1] ?? "";
    const account = { email: find("E-mail"), password: find("Password"), secretKey: find("Secret key") };
    const product = await startProduct({ dataDirectory, port });
    const { origin } = product;
    const cookie = await signInByForm({ origin, demo: () => account });
    const path = /href="(\/projects\/[\w-]{36})"/.exec(
      await (await fetch(origin, { headers: { cookie } })).text(),
    )?.[1];
    console.log(`${Number(values.events).toLocaleString("en")} events\n`);
    for (const period of ["last_7_days", "last_30_days"]) {
      const { first, whole } = await measure(`${origin}${path}?period=${period}`, cookie);
      printFigure(`${period}: first bytes, p50`, `${first.toFixed(0)} ms`, "–");
      printFigure(`${period}: complete, p50`, `${whole.toFixed(0)} ms`, "≤ 700 ms");
    }
    printFigure(
      "Realtime refresh, p50",
      `${(await measure(`${origin}${path}/now`, cookie)).whole.toFixed(1)} ms`,
      "≤ 30 ms",
    );
    const settings = await measure(`${origin}${path}/settings`, cookie);
    printFigure("A page of the settings, p50", `${settings.whole.toFixed(1)} ms`, "≤ 10 ms");
    await product.stop();
  } finally {
    removeDirectory(dataDirectory);
  }
}

/** Milliseconds to the first piece and to the end of an answer. */
async function measure(address: string, cookie: string): Promise<{ first: number; whole: number }> {
  const samples: { first: number; whole: number }[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    const startedAt = performance.now();
    const answer = await fetch(address, { headers: { cookie, "sec-fetch-site": "same-origin" } });
    const reader = answer.body?.getReader();
    await reader?.read();
    const first = performance.now() - startedAt;
    while (reader && !(await reader.read()).done);
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    samples.push({ first, whole: performance.now() - startedAt });
  }
  const measured = samples.slice(WARM_UP_ROUNDS);
  const median = (name: "first" | "whole") =>
    percentile(
      measured.map((sample) => sample[name]),
      0.5,
    );
  return { first: median("first"), whole: median("whole") };
}
