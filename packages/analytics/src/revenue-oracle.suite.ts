import assert from "node:assert/strict";
import { ATTRIBUTION_MODELS, CREDIT_GROUPS, type EventStore, type Stretch } from "@heliometer/events";
import fc from "fast-check";
import type { Answer } from "./answer.ts";
import { runReport } from "./catalogue.ts";
import type { ReportContext, ReportName } from "./report.ts";
import { eventsOf, factsOf, REVENUE_NOW, type RevenueHistory, revenueHistories } from "./testing/revenue-histories.ts";
import {
  type CreditRule,
  type ExpectedCredit,
  expectedCredits,
  expectedCustomers,
  expectedFigures,
  expectedRow,
  expectedVisitors,
  lifetimeValue,
  majorOrNull,
  NO_CREDIT,
  takings,
} from "./testing/revenue-oracle.ts";

/** `npm test` tries the same histories each time. */
const SEED = 20_261_121;
const DAYS: readonly string[] = [
  "2025-12-25",
  "2026-01-01",
  "2026-01-31",
  "2026-02-10",
  "2026-03-01",
  "2026-03-19",
  "2026-03-20",
];
const ZONES = ["UTC", "Europe/Paris", "Asia/Kolkata", "America/St_Johns", "Pacific/Auckland"] as const;

const questions = fc.record({
  days: fc.subarray([...DAYS], { minLength: 2 }),
  timezone: fc.constantFrom(...ZONES),
  compare: fc.constantFrom("previous_period", "previous_year", "none"),
  interval: fc.constantFrom("day", "week", "month"),
  model: fc.constantFrom(...ATTRIBUTION_MODELS),
  window: fc.constantFrom(1, 7, 30, 90),
  groupBy: fc.constantFrom(...CREDIT_GROUPS),
  sort: fc.constantFrom("revenue" as const, "mrr" as const),
});
type RevenueQuestion = typeof questions extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Holds the reports about money against brute force over histories that chance made. */
export async function checkRevenue(
  { store, newProject }: { store: EventStore; newProject: () => string },
  histories: number,
): Promise<{ lifetimeValues: number }> {
  const seen = { lifetimeValues: 0 };
  const cases = fc.tuple(revenueHistories, fc.array(questions, { minLength: 3, maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(cases, async ([history, asked]) => {
      const context = contextOf(store, newProject());
      await store.replaceFacts(factsOf(context.project.id, history));
      await store.append(eventsOf(context.project.id, history));
      for (const question of asked) seen.lifetimeValues += await checkQuestion(context, history, question);
    }),
    // To make a counterexample smaller takes an engine many minutes; it is told as it was found.
    { seed: SEED, numRuns: histories, endOnFailure: true },
  );
  return seen;
}

/** A hundred customers who each came by ten channels are ten of each, which is enough for a lifetime value. */
export async function checkTenths(store: EventStore, projectId: string): Promise<void> {
  const paidAt = Date.parse("2026-01-01T12:00:00Z");
  const visits = Array.from({ length: 10 }, (_, hour) => ({
    at: paidAt - (10 - hour) * 3_600_000,
    channel: `channel ${hour}`,
    campaign: "",
  }));
  const customers = Array.from({ length: 100 }, (_, index) => ({
    id: `c${index}`,
    visits,
    payments: [{ at: paidAt, amount: 1_000, currency: "EUR", refund: false }],
    steps: [
      { at: paidAt, mrr: 1_000, rate: false },
      ...(index < 10 ? [{ at: paidAt + 40 * 86_400_000, mrr: 0, rate: false }] : []),
    ],
  }));
  const history = { customers, spend: [], site: [] };
  const context = contextOf(store, projectId);
  await store.replaceFacts(factsOf(projectId, history));
  const days = ["2026-02-01", "2026-02-28"] as const;
  const rest = { timezone: "UTC", compare: "none", interval: "month", sort: "mrr", groupBy: "channel" } as const;
  assert.equal(await checkQuestion(context, history, { ...rest, days: [...days], model: "linear", window: 30 }), 10);
}

function contextOf(store: EventStore, projectId: string): ReportContext {
  const settings = { attributionModel: "last_non_direct", windowDays: 30, grossMarginPercent: 80 } as const;
  const revenue = { readSettings: async () => settings, findCustomers: async () => new Map() };
  const project = { id: projectId, name: "P", timezone: "UTC", currency: "EUR", weekStart: 1 };
  return { store: { ...store, revenue }, project, now: REVENUE_NOW, dashboardUrl: "http://localhost/projects/p" };
}

/** Holds every report against one question; says of how many channels there was a lifetime value. */
async function checkQuestion(context: ReportContext, history: RevenueHistory, asked: RevenueQuestion): Promise<number> {
  const { days, timezone, compare, interval, model, window, groupBy, sort } = asked;
  const range = { startDate: days[0], endDate: days.at(-1), timezone };
  const ask = async (name: ReportName, more: object) => {
    const answer = await runReport(context, name, { ...range, ...more });
    return { data: answer.data as Record<string, unknown>, meta: answer.meta };
  };
  const overview = await ask("revenue", { compare });
  checkOverview(overview.data, history, overview.meta);
  const dollars = takings(history.customers, stretchOf(overview.meta), "USD");
  if (Object(overview.data.otherCurrencies).length > 0) await checkDollars(ask, overview.data, dollars);
  const stretch = stretchOf(overview.meta);
  checkSeries((await ask("revenue_timeseries", { interval })).data, history, stretch);
  checkCustomers((await ask("top_customers", { sort, limit: 5 })).data, { history, stretch, sort });
  const roi = await ask("channel_roi", { model, window, groupBy, limit: 100 });
  checkCredits(roi.data, history, { stretch, rule: { model, windowDays: window, groupBy } });
  assert.equal(Object(roi.data.totals).netRevenue, overview.data.netRevenue, "what is credited and what is not is all");
  return (roi.data.rows as { ltv: number | null }[]).filter(({ ltv }) => ltv !== null).length;
}

type Ask = (name: ReportName, more: object) => Promise<{ data: Record<string, unknown> }>;

/** What stayed in another currency stands apart, and is all that an answer in that currency has. */
async function checkDollars(ask: Ask, data: Record<string, unknown>, sums: ReturnType<typeof takings>): Promise<void> {
  const { gross, refunds, net, charges } = sums;
  const expected = { grossRevenue: gross / 100, refunds: refunds / 100, netRevenue: net / 100, charges };
  assert.deepEqual(data.otherCurrencies, [{ currency: "USD", ...expected, mrr: 0 }]);
  const { grossRevenue, refunds: back, netRevenue, charges: count } = (await ask("revenue", { currency: "USD" })).data;
  assert.deepEqual({ grossRevenue, refunds: back, netRevenue, charges: count }, expected);
}

function stretchOf({ start, end }: Pick<Answer["meta"], "start" | "end">): Stretch {
  return { start: Date.parse(start), end: Math.min(Date.parse(end), REVENUE_NOW + 1) };
}

function checkOverview(data: Record<string, unknown>, history: RevenueHistory, meta: Answer["meta"]): void {
  const { previous, change: _, otherCurrencies, ...current } = data;
  assert.deepEqual(current, expectedFigures(history, stretchOf(meta)));
  if (meta.comparison) assert.deepEqual(previous, expectedFigures(history, stretchOf(meta.comparison)));
  else assert.equal(previous, null);
  const dollars = history.customers.some(({ payments }) =>
    payments.some(({ currency, at }) => currency === "USD" && at <= REVENUE_NOW),
  );
  assert.equal(Object(otherCurrencies).length, dollars ? 1 : 0);
  checkIdentity(current as Record<string, number>, Number(current.mrr));
}

/** start + new + reactivation + expansion - contraction - churn ± currency = end, to the minor unit. */
function checkIdentity(row: Record<string, number>, end: number): void {
  const { startMrr = 0, newMrr = 0, reactivationMrr = 0, expansionMrr = 0, contractionMrr = 0, ...rest } = row;
  const { churnedMrr = 0, currencyMrr = 0 } = rest;
  const moved = newMrr + reactivationMrr + expansionMrr - contractionMrr - churnedMrr + currencyMrr;
  // Plus 0: rounding may leave a zero with a sign.
  assert.equal(Math.round((startMrr + moved) * 100) + 0, Math.round(end * 100) + 0);
}

function checkSeries(data: Record<string, unknown>, history: RevenueHistory, stretch: Stretch): void {
  const rows = data.rows as { date: string; partial: boolean; mrr: number }[];
  let startMrr = Object(data.totals).startMrr;
  for (const [index, { date, partial: _, ...row }] of rows.entries()) {
    const start = Math.max(Date.parse(date), stretch.start);
    const end = Math.min(Date.parse(rows[index + 1]?.date ?? new Date(stretch.end).toISOString()), stretch.end);
    assert.deepEqual(row, expectedRow(history, { start, end }));
    checkIdentity({ startMrr, ...row }, row.mrr);
    startMrr = row.mrr;
  }
  const { startMrr: _, ...totals } = data.totals as Record<string, number>;
  assert.deepEqual(totals, expectedRow(history, stretch));
}

interface Ranking {
  readonly history: RevenueHistory;
  readonly stretch: Stretch;
  readonly sort: "revenue" | "mrr";
}

function checkCustomers(data: Record<string, unknown>, { history, stretch, sort }: Ranking): void {
  const rows = data.rows as { customerId: string; netRevenue: number; mrr: number; firstTouchSource: string | null }[];
  const expected = expectedCustomers(history, stretch, sort);
  const worthOf = (row: { netRevenue: number; mrr: number }) => (sort === "mrr" ? row.mrr : row.netRevenue);
  const best = expected.map((row) => worthOf(row) / 100).sort((one, other) => other - one);
  // Customers of the same worth may stand in either order.
  assert.deepEqual(rows.map(worthOf), best.slice(0, 5));
  for (const { customerId, netRevenue, mrr, firstTouchSource } of rows) {
    const own = expected.find((row) => row.customerId === customerId);
    assert.deepEqual([netRevenue, mrr], [(own?.netRevenue ?? 0) / 100, (own?.mrr ?? 0) / 100]);
    assert.equal(firstTouchSource, own?.firstTouchSource);
  }
}

interface CreditCheck {
  readonly stretch: Stretch;
  readonly rule: CreditRule;
}

function checkCredits(data: Record<string, unknown>, history: RevenueHistory, { stretch, rule }: CreditCheck): void {
  const credits = expectedCredits(history, stretch, rule);
  const visitors = expectedVisitors(history, stretch, rule.groupBy);
  const rows = data.rows as Row[];
  const none = credits.get(null) ?? NO_CREDIT;
  const { attributedRevenue, newCustomers } = data.unattributed as Record<string, number>;
  assert.deepEqual([attributedRevenue, newCustomers], [none.revenue / 100, none.newCustomers]);
  const spend = history.spend.filter(({ at }) => at >= stretch.start && at < stretch.end);
  const names = rows.map((row) => (row[rule.groupBy] === "(none)" ? "" : String(row[rule.groupBy])));
  for (const [index, row] of rows.entries()) {
    const name = names[index] ?? "";
    const spent = spend.filter((day) => day[rule.groupBy] === name).reduce((sum, { amount }) => sum + amount, 0);
    checkRow(row, { spent, credit: credits.get(name) ?? NO_CREDIT, stretch });
    assert.equal(row.visitors, visitors.byName.get(name) ?? 0, name);
  }
  assert.equal(Object(data.totals).visitors, visitors.total);
  const worth = [...credits].filter(([name, { revenue, paying }]) => name !== null && (revenue !== 0 || paying > 0));
  const known = [...worth.map(([name]) => name), ...visitors.byName.keys(), ...spend.map((day) => day[rule.groupBy])];
  for (const name of known) assert.ok(names.includes(name ?? ""), `a row of ${name}`);
  const credited = rows.reduce((sum, row) => sum + Math.round(Number(row.attributedRevenue) * 100), 0);
  const net = Math.round(Object(data.totals).netRevenue * 100);
  assert.equal(credited + Math.round(Number(attributedRevenue) * 100), net, "credits and the rest are the revenue");
}

type Row = Readonly<Record<string, number | string | null>>;
interface ExpectedRow {
  /** Minor units. */
  readonly spent: number;
  readonly credit: ExpectedCredit;
  readonly stretch: Stretch;
}

function checkRow(row: Row, { spent, credit, stretch }: ExpectedRow): void {
  const { revenue, newCustomers } = credit;
  const parts = Math.round(newCustomers * 100) / 100;
  assert.deepEqual([row.attributedRevenue, row.newCustomers, row.spend], [revenue / 100, parts, spent / 100]);
  assert.equal(row.roas, spent > 0 ? Math.round((revenue / spent) * 100) / 100 : null);
  assert.equal(row.roi, spent > 0 ? Math.round(((revenue * 0.8 - spent) * 1_000) / spent) / 10 : null);
  const cac = newCustomers > 0 ? spent / newCustomers : null;
  assert.equal(row.cac, majorOrNull(cac));
  const ltv = lifetimeValue(credit, stretch);
  assert.equal(row.ltv, majorOrNull(ltv));
  assert.equal(row.ltvToCac, ltv !== null && cac ? Math.round((ltv / cac) * 100) / 100 : null);
}
