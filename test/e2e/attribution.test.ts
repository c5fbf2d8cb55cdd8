import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signedByStripe, stripeCharge, stripeCheckout, stripeEvent } from "@heliometer/revenue/testing";
import { eventually } from "../support/eventually.ts";
import { freePort, runToEnd } from "../support/product.ts";
import { startTracked, type TrackedProduct } from "../support/tracked.ts";

type Fields = Record<string, unknown>;

const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0";
const SIGNING_SECRET = "whsec_a_signing_secret_of_the_test";
const SECOND_MS = 1_000;

/** Each way to say who paid, and what was paid so: the visitor of the same name came by a campaign of that name. */
const WAYS = {
  "visitor-of-charge": 100,
  "user-of-charge": 200,
  "visitor-of-customer": 400,
  "user-of-customer": 800,
  "visitor-in-metadata-of-charge": 1_600,
  "user-in-metadata-of-customer": 3_200,
  "visitor-in-metadata-of-checkout": 6_400,
} as const;
const OF_NOBODY = 12_800;

let product: TrackedProduct;
before(async () => {
  product = await startTracked();
});
after(() => product.remove());

async function post(path: string, body: Fields, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${product.origin}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status} ${await response.text()}`);
}

const track = (path: string, body: Fields) => post(path, body, { "x-api-key": product.publicKey, "user-agent": AGENT });
const tell = (path: string, body: Fields) => post(`/api/v1/revenue/${path}`, body, { "x-api-key": product.secretKey });

async function read(path: string): Promise<Fields> {
  const url = `${product.origin}/api/v1/projects/${product.projectId}/${path}`;
  const response = await fetch(url, { headers: { "x-api-key": product.secretKey } });
  return ((await response.json()) as { data: Fields }).data;
}

/** Everybody comes by a campaign of their own, and says which user they are. */
async function visitAll(): Promise<void> {
  for (const name of Object.keys(WAYS)) {
    const queryString = `?utm_source=letter&utm_medium=email&utm_campaign=${name}`;
    const utmParams = { utm_source: "letter", utm_medium: "email", utm_campaign: name };
    const page = { path: "/", hostname: "shop.example.com", title: "Shop", referrer: "", queryString, utmParams };
    await track("/api/t/e", { ...page, visitorId: `v-${name}`, sessionId: `s-${name}`, pageViewId: `p-${name}` });
    await track("/api/t/i", { visitorId: `v-${name}`, userId: `u-${name}` });
  }
  const { uniqueVisitors } = await eventually(
    () => read("analytics?period=today"),
    (data) => data.uniqueVisitors === Object.keys(WAYS).length,
  );
  assert.equal(uniqueVisitors, Object.keys(WAYS).length);
}

async function tellOfMoney(): Promise<void> {
  const chargedAt = new Date().toISOString();
  const pay = (name: keyof typeof WAYS, fields: Fields = {}) =>
    tell("charges", {
      ...{ externalId: `charge-${name}`, externalCustomerId: name, amount: WAYS[name], currency: "USD", chargedAt },
      ...fields,
    });
  const customer = (name: keyof typeof WAYS, fields: Fields) =>
    tell("customers", { externalId: name, email: `${name}@example.com`, ...fields });
  await pay("visitor-of-charge", { visitorId: "v-visitor-of-charge" });
  await pay("user-of-charge", { userId: "u-user-of-charge" });
  await customer("visitor-of-customer", { visitorId: "v-visitor-of-customer" });
  await pay("visitor-of-customer");
  await customer("user-of-customer", { userId: "u-user-of-customer" });
  await pay("user-of-customer");
  await pay("visitor-in-metadata-of-charge", { metadata: { heliometer_visitor: "v-visitor-in-metadata-of-charge" } });
  await customer("user-in-metadata-of-customer", { metadata: { heliometer_user: "u-user-in-metadata-of-customer" } });
  await pay("user-in-metadata-of-customer");
  await tell("charges", {
    ...{ externalId: "nobody", email: "nobody@example.com", amount: OF_NOBODY, currency: "USD", chargedAt },
  });
}

/** A check-out at Stripe that names the visitor in its metadata, and the charge of it. */
async function deliverCheckout(): Promise<void> {
  const ran = await runToEnd({
    port: await freePort(),
    dataDirectory: product.dataDirectory,
    script: [
      ...["apps/server/src/cli.ts", "revenue", "connect", "stripe", "--project", product.projectId],
      ...["--signing-secret", SIGNING_SECRET],
    ],
  });
  const path = /\/api\/v1\/webhooks\/\S+/.exec(ran.output)?.[0] ?? "";
  // Stripe tells whole seconds: the payment is not before the visit.
  const at = Math.ceil(Date.now() / SECOND_MS) * SECOND_MS;
  const name = "visitor-in-metadata-of-checkout";
  const session = stripeCheckout("cs_1", {
    ...{ payment_intent: "pi_1", amount_total: WAYS[name], currency: "usd" },
    metadata: { heliometer_visitor: `v-${name}` },
  });
  const charge = stripeCharge("ch_1", { at, amount: WAYS[name], customer: null, payment: "pi_1" }, { currency: "usd" });
  for (const [type, object] of [
    ["checkout.session.completed", session],
    ["charge.succeeded", charge],
  ] as const) {
    const event = stripeEvent(type, object, { id: `evt_${type.replaceAll(".", "_")}`, at });
    const { header, signature } = signedByStripe(event, { secret: SIGNING_SECRET, at: Date.now() });
    await post(path, event, { [header]: signature });
  }
}

test("whoever is named by a customer, a charge or a check-out is credited with their visit, each by its campaign", async () => {
  await visitAll();
  await tellOfMoney();
  await deliverCheckout();
  const paid = Object.values(WAYS).reduce((sum, amount) => sum + amount, OF_NOBODY) / 100;
  await eventually(
    () => read("revenue?period=today"),
    (data) => data.netRevenue === paid,
  );
  const { rows, unattributed } = await read("revenue/channels?period=today&groupBy=campaign");
  const credited = (rows as Fields[]).map(({ campaign, attributedRevenue, newCustomers }) => [
    ...[campaign, attributedRevenue, newCustomers],
  ]);
  assert.deepEqual(
    credited.sort(),
    Object.entries(WAYS)
      .map(([name, amount]) => [name, amount / 100, 1])
      .sort(),
  );
  assert.deepEqual(unattributed, { attributedRevenue: OF_NOBODY / 100, newCustomers: 1 });
});
