/** What a dated fact about money tells; what the store keeps of a kind stands in `FACT_CODES`. */
export const FACT_KINDS = [
  "charge",
  "refund",
  "mrr_new",
  "mrr_expansion",
  "mrr_contraction",
  "mrr_churn",
  "mrr_reactivation",
  "mrr_currency",
  "subscription",
  "first_payment",
  "touch",
  "spend",
] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** One dated fact about money. Instants are milliseconds since the epoch, amounts integer minor units of `currency`. */
export interface RevenueFact {
  readonly kind: FactKind;
  /**
   * charge, refund: when it happened, a refund on its own date; mrr_*: instant of the change; first_payment: the
   * customer's first succeeded charge; touch: start of the visit; spend: start of that calendar day in the project's zone.
   */
  readonly at: number;
  /** ISO 4217: the project's, or the original where no rate is known; '' for touch and subscription. */
  readonly currency: string;
  /**
   * charge, refund, spend: not negative; mrr_*: signed change of the monthly amount, so new, expansion and reactivation
   * are above 0, contraction and churn below, currency either.
   */
  readonly amount: number;
  /**
   * charge: 1; refund: 1, 0 for a further partial one of the same charge; mrr_new and mrr_reactivation: +1, mrr_churn: -1
   * (paying customers), other mrr_*: 0; subscription: +1 or -1 active ones; first_payment: 1; spend: clicks.
   */
  readonly count: number;
  /** Where a touch came from and what was spent on; '' elsewhere. */
  readonly channel: string;
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  /** Of spend; 0 elsewhere. */
  readonly impressions: number;
}

/** All facts of a customer, or of a calendar day of spend: they are replaced together. */
export interface SubjectFacts {
  readonly projectId: string;
  /** 'customer:<id>' or 'spend:<YYYY-MM-DD>' */
  readonly subject: string;
  /** Grows with every projection of the subject. */
  readonly version: number;
  /** None: the subject is gone. */
  readonly facts: readonly RevenueFact[];
}

/** How the kinds stand in the tables. */
export const FACT_CODES = Object.fromEntries(FACT_KINDS.map((kind, index) => [kind, index + 1])) as Readonly<
  Record<FactKind, number>
>;

/** The channel of visits of which nothing is known but that they came: `last_non_direct` passes over it. */
export const DIRECT_CHANNEL = "Direct";
