import type { Stretch } from "@heliometer/events";
import { z } from "zod";
import { REVENUE_DEFINITIONS } from "../../revenue-definitions.ts";
import { toMajor } from "../../shape/money.ts";
import type { Ledger } from "./ledger.ts";

/** What came in and went back in a stretch, in the major unit. */
export const takingsShape = {
  grossRevenue: z.number().describe(REVENUE_DEFINITIONS.grossRevenue),
  refunds: z.number().describe(REVENUE_DEFINITIONS.refunds),
  netRevenue: z.number().describe(REVENUE_DEFINITIONS.netRevenue),
  charges: z.number().describe(REVENUE_DEFINITIONS.charges),
};

/** Works out the takings of a stretch in one currency. */
export function readTakings(ledger: Ledger, stretch: Stretch, currency: string) {
  const gross = ledger.amountIn("charge", stretch, currency);
  const refunds = ledger.amountIn("refund", stretch, currency);
  return {
    grossRevenue: toMajor(gross, currency),
    refunds: toMajor(refunds, currency),
    netRevenue: toMajor(gross - refunds, currency),
    charges: ledger.countIn("charge", stretch, currency),
  };
}
