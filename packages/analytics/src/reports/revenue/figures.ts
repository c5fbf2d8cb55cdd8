import type { CustomerCounts, Stretch } from "@heliometer/events";
import { z } from "zod";
import { percent } from "../../metrics.ts";
import { REVENUE_DEFINITIONS as D, LTV_CUSTOMERS_MIN } from "../../revenue-definitions.ts";
import { toMajor } from "../../shape/money.ts";
import { reasonsOfNull } from "../reasons.ts";
import type { Ledger } from "./ledger.ts";
import { movementsShape, movementsToMajor, mrrAt, payingAt, readMovements } from "./movements.ts";
import { readTakings, takingsShape } from "./takings.ts";

const number = (meaning: string) => z.number().describe(meaning);
const perhaps = (meaning: string) => z.number().nullable().describe(meaning);

/** The figures of a range, amounts in the major unit. */
export const moneyFiguresShape = {
  ...takingsShape,
  aov: perhaps(D.aov),
  mrr: number(D.mrr),
  arr: number(D.arr),
  activeSubscriptions: number(D.activeSubscriptions),
  payingCustomers: number(D.payingCustomers),
  newCustomers: number(D.newCustomers),
  churnedCustomers: number(D.churnedCustomers),
  customerChurnRate: perhaps(D.customerChurnRate),
  mrrChurnRate: perhaps(D.mrrChurnRate),
  netRevenueRetention: perhaps(D.netRevenueRetention),
  arpa: perhaps(D.arpa),
  ltv: perhaps(D.ltv),
  revenuePerCustomerToDate: perhaps(D.revenuePerCustomerToDate),
  startMrr: number(D.startMrr),
  ...movementsShape,
};

const figuresSchema = z.object(moneyFiguresShape);
export type MoneyFigures = z.output<typeof figuresSchema>;
export const MONEY_FIGURES = Object.keys(moneyFiguresShape) as readonly (keyof MoneyFigures)[];

/** What the figures of a stretch are made of. */
export interface FigureParts {
  readonly ledger: Ledger;
  readonly stretch: Stretch;
  readonly customers: CustomerCounts;
  readonly currency: string;
  readonly grossMarginPercent: number;
}

/** Works out the figures; whatever is divided is divided in minor units and rounded once. */
export function readMoneyFigures(parts: FigureParts): MoneyFigures {
  const { ledger, stretch, customers, currency } = parts;
  const { start, end } = stretch;
  const major = (minor: number) => toMajor(minor, currency);
  const takings = readTakings(ledger, stretch, currency);
  const gross = ledger.amountIn("charge", stretch, currency);
  const toDate = ledger.amountBefore("charge", end, currency) - ledger.amountBefore("refund", end, currency);
  const startMrr = mrrAt(ledger, start, currency);
  const mrr = mrrAt(ledger, end, currency);
  const movements = readMovements(ledger, stretch, currency);
  const everPaid = ledger.countBefore("first_payment", end);
  return {
    ...takings,
    aov: takings.charges === 0 ? null : major(gross / takings.charges),
    mrr: major(mrr),
    arr: major(mrr * 12),
    activeSubscriptions: ledger.countBefore("subscription", end),
    payingCustomers: payingAt(ledger, end),
    newCustomers: ledger.countIn("first_payment", stretch),
    churnedCustomers: customers.lost,
    customerChurnRate: percent(customers.lost, customers.atStart),
    mrrChurnRate: percent(movements.churnedMrr + movements.contractionMrr, startMrr),
    netRevenueRetention: percent(customers.retainedMrr, startMrr),
    arpa: customers.payers === 0 ? null : major(mrr / customers.payers),
    ltv: majorOrNull(lifetimeValue({ ...parts, ...customers, mrr }), currency),
    revenuePerCustomerToDate: everPaid === 0 ? null : major(toDate / everPaid),
    startMrr: major(startMrr),
    ...movementsToMajor(movements, currency),
  };
}

/** An amount in the major unit where there is one. */
export function majorOrNull(minor: number | null, currency: string): number | null {
  return minor === null ? null : toMajor(minor, currency);
}

interface Lifetime {
  /** At the end, minor units, and who pays it. */
  readonly mrr: number;
  readonly payers: number;
  readonly atStart: number;
  readonly lost: number;
  readonly stretch: Stretch;
  readonly grossMarginPercent: number;
}

const ALL_PERCENT = 100;
const DAY_MS = 86_400_000;
const DAYS_A_MONTH = 365 / 12;

/** ARPA × margin / monthly churn in minor units; null where the conditions do not hold. */
export function lifetimeValue({ mrr, payers, atStart, lost, stretch, grossMarginPercent }: Lifetime): number | null {
  if (payers <= 0 || lost <= 0 || atStart < LTV_CUSTOMERS_MIN) return null;
  const days = (stretch.end - stretch.start) / DAY_MS;
  const monthlyChurn = (lost / atStart) * (DAYS_A_MONTH / days);
  return ((mrr / payers) * grossMarginPercent) / ALL_PERCENT / monthlyChurn;
}

const LTV_MISSING = `Takes at least ${LTV_CUSTOMERS_MIN} paying customers at the start of the range and one of them who left in it.`;

/** Why a figure is null. */
const MISSING = {
  aov: "No charge to take it from.",
  customerChurnRate: "Nobody paid at the start of the range.",
  mrrChurnRate: "There was no MRR at the start of the range.",
  netRevenueRetention: "There was no MRR at the start of the range.",
  arpa: "Nobody pays at the end of the range.",
  ltv: LTV_MISSING,
  revenuePerCustomerToDate: "Nobody has paid yet.",
} as const satisfies Partial<Record<keyof MoneyFigures, string>>;

/** Why figures are null, under `prefix`. */
export function moneyReasons(figures: MoneyFigures, prefix = ""): Record<string, string> {
  return reasonsOfNull(MISSING, [figures], prefix);
}
