import type { FactKind, Stretch } from "@heliometer/events";
import { z } from "zod";
import { REVENUE_DEFINITIONS } from "../../revenue-definitions.ts";
import { toMajor } from "../../shape/money.ts";
import type { Ledger } from "./ledger.ts";

/** How a movement of MRR is called in answers, by the kind of fact; its sign there is that of the word. */
const MOVEMENTS = {
  newMrr: { kind: "mrr_new", sign: 1 },
  reactivationMrr: { kind: "mrr_reactivation", sign: 1 },
  expansionMrr: { kind: "mrr_expansion", sign: 1 },
  contractionMrr: { kind: "mrr_contraction", sign: -1 },
  churnedMrr: { kind: "mrr_churn", sign: -1 },
  currencyMrr: { kind: "mrr_currency", sign: 1 },
} as const satisfies Record<string, { kind: FactKind; sign: 1 | -1 }>;
type MovementName = keyof typeof MOVEMENTS;
/** The kinds of facts that move MRR. */
export const MRR_KINDS = Object.values(MOVEMENTS).map(({ kind }) => kind);
const NAMES = Object.keys(MOVEMENTS) as readonly MovementName[];

export const movementsShape = {
  newMrr: z.number().describe(REVENUE_DEFINITIONS.newMrr),
  reactivationMrr: z.number().describe(REVENUE_DEFINITIONS.reactivationMrr),
  expansionMrr: z.number().describe(REVENUE_DEFINITIONS.expansionMrr),
  contractionMrr: z.number().describe(REVENUE_DEFINITIONS.contractionMrr),
  churnedMrr: z.number().describe(REVENUE_DEFINITIONS.churnedMrr),
  currencyMrr: z.number().describe(REVENUE_DEFINITIONS.currencyMrr),
};

export type Movements = Readonly<Record<MovementName, number>>;

/** What moved MRR in a stretch, in minor units: contraction and churn as what was lost. */
export function readMovements(ledger: Ledger, stretch: Stretch, currency: string): Movements {
  return mapMovements((name) => {
    const { kind, sign } = MOVEMENTS[name];
    // Minus nothing would be a zero with a sign.
    return sign * ledger.amountIn(kind, stretch, currency) || 0;
  });
}

/** The same amounts in the major unit. */
export function movementsToMajor(movements: Movements, currency: string): Movements {
  return mapMovements((name) => toMajor(movements[name], currency));
}

/** MRR at an instant: everything that moved it before. */
export function mrrAt(ledger: Ledger, instant: number, currency: string): number {
  return NAMES.reduce((sum, name) => sum + ledger.amountBefore(MOVEMENTS[name].kind, instant, currency), 0);
}

/** Customers who pay at an instant. */
export function payingAt(ledger: Ledger, instant: number): number {
  return NAMES.reduce((sum, name) => sum + ledger.countBefore(MOVEMENTS[name].kind, instant), 0);
}

function mapMovements(read: (name: MovementName) => number): Movements {
  return {
    newMrr: read("newMrr"),
    reactivationMrr: read("reactivationMrr"),
    expansionMrr: read("expansionMrr"),
    contractionMrr: read("contractionMrr"),
    churnedMrr: read("churnedMrr"),
    currencyMrr: read("currencyMrr"),
  };
}
