import { callTool, connectClassic } from "../../support/clients.ts";
import { removeDirectory, type StartedProduct, startProduct } from "../../support/product.ts";
import { percentile, printFigure } from "../machine.ts";

const SIGN_INS_PER_SECOND = 100;
const SECONDS = 5;
const WARM_UP_CALLS = 50;

/** How much longer the MCP endpoint takes while somebody tries 100 passwords a second. */
export async function benchFlood(): Promise<void> {
  const product = await startProduct({ env: { LOG_LEVEL: "error", TRUST_PROXY: "1", MCP_CALLS_PER_MINUTE: "0" } });
  try {
    const client = await connectClassic(product.mcpUrl, product.demo().secretKey);
    const call = () => callTool(client, "get_analytics", { period: "last_7_days" });
    for (let index = 0; index < WARM_UP_CALLS; index += 1) await call();
    const quiet = await measure(call);
    const flood = startFlood(product);
    const flooded = await measure(call);
    const { sent, answers } = await flood.stop();
    await client.close();

    const told = [...answers].map(([status, count]) => `${count} × ${status}`).join(", ");
    printFigure("MCP call, p99, quiet", `${quiet.toFixed(1)} ms`, "–");
    printFigure(`MCP call, p99, under ${Math.round(sent / SECONDS)} sign-ins/s`, `${flooded.toFixed(1)} ms`, "–");
    printFigure("The second as a multiple of the first", `${(flooded / quiet).toFixed(1)} ×`, "≤ 2 ×");
    console.log(`The sign-ins were answered with ${told}.`);
  } finally {
    await product.stop();
    removeDirectory(product.dataDirectory);
  }
}

/** Calls one after the other for a while; the 99th percentile in milliseconds. */
async function measure(call: () => Promise<unknown>): Promise<number> {
  const samples: number[] = [];
  const until = performance.now() + SECONDS * 1_000;
  while (performance.now() < until) {
    const startedAt = performance.now();
    await call();
    samples.push(performance.now() - startedAt);
  }
  return percentile(samples, 0.99);
}

/** Wrong passwords for accounts that do not exist, each from another address, at a steady pace. */
function startFlood({ origin }: StartedProduct) {
  const answers = new Map<number, number>();
  const running = new Set<Promise<void>>();
  const form = openForm(origin);
  let sent = 0;

  async function send(number: number): Promise<void> {
    const { cookie, token } = await form;
    const answer = await fetch(`${origin}/sign-in`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie, origin, "x-forwarded-for": `198.51.${(number >> 8) & 255}.${number & 255}` },
      body: new URLSearchParams({ token, email: `nobody-${number}@example.com`, password: "a wrong password" }),
    });
    await answer.arrayBuffer();
    answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
  }

  const timer = setInterval(() => {
    sent += 1;
    const attempt = send(sent)
      .catch(() => undefined)
      .finally(() => running.delete(attempt));
    running.add(attempt);
  }, 1_000 / SIGN_INS_PER_SECOND);

  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
      return { sent, answers };
    },
  };
}

async function openForm(origin: string): Promise<{ cookie: string; token: string }> {
  const page = await fetch(`${origin}/sign-in`);
  const token = /name="token"[^>]*value="([^"]*)"/u.exec(await page.text())?.[1] ?? "";
  return {
    cookie: page.headers
      .getSetCookie()
      .map((each) => each.split(";")[0])
      .join("; "),
    token,
  };
}
