import type { ChargeRecord, RefundRecord, Seen, SubscriptionRecord } from "../records.ts";

/** A record without when and by what it was seen. */
type Unseen<Record extends Seen> = Omit<Record, keyof Seen>;

interface PartOfWhole extends Seen {
  /** The id of the object at its provider; with the kind, what a newer version of it replaces. */
  readonly externalId: string;
  /** Names that this object has in common with others of the same payment or subscription, such as `payment:pi_1`. */
  readonly keys: readonly string[];
}

/** Money that was taken, with the tax in it. */
export interface ChargePart extends PartOfWhole {
  readonly kind: "charge";
  readonly charge: Unseen<ChargeRecord>;
  /** What was reserved and then not taken, minor units: a provider may list it as a refund. */
  readonly released: number;
}

/** Money that was given back, with the tax in it. */
export interface RefundPart extends PartOfWhole {
  readonly kind: "refund";
  readonly refund: Unseen<RefundRecord>;
}

/** What money was taken for: how much of it is tax, and for which subscription. */
export interface BillPart extends PartOfWhole {
  /** An invoice says more than the check-out that led to it. */
  readonly kind: "invoice" | "checkout";
  readonly total: number;
  readonly tax: number;
  readonly subscriptionExternalId?: string;
  readonly checkout?: NonNullable<ChargeRecord["checkout"]>;
}

/** Says that a payment and a bill belong together, and nothing else. */
export interface LinkPart extends PartOfWhole {
  readonly kind: "link";
}

export type Discount = NonNullable<SubscriptionRecord["state"]["discount"]>;

/** What a discount takes off; `discount` is null for one that takes nothing off what recurs. */
export interface DiscountPart extends PartOfWhole {
  readonly kind: "discount";
  readonly terms: DiscountTerms | null;
}

/** `percent` of the price, or `amount` in minor units. */
export interface DiscountTerms {
  readonly percent?: number;
  readonly amount?: number;
  readonly forever: boolean;
}

/** A state of a subscription whose discounts are known by their ids. */
export interface StatePart extends PartOfWhole {
  readonly kind: "state";
  readonly subscription: Unseen<SubscriptionRecord>;
  readonly discountIds: readonly string[];
  /** Those of single items, in the order of the items. */
  readonly itemDiscountIds?: readonly (readonly string[])[];
}

/** What one object says of a payment or a subscription that only several objects together describe. */
export type Part = ChargePart | RefundPart | BillPart | LinkPart | DiscountPart | StatePart;
