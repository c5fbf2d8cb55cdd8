/**
 * What a source of money says, in the words of this product: providers, the Revenue API and imports all translate into
 * these. Instants are milliseconds since the epoch; amounts are integer minor units of the currency beside them (cents of
 * USD, whole JPY, thousandths of KWD); currencies are ISO 4217 codes, in either case. External ids are the source's own.
 * A field that is left out is not spoken of and stays as it is known; `null` says that there is none.
 */
export type RevenueRecord = CustomerRecord | ChargeRecord | RefundRecord | SubscriptionRecord | PricesRecord;

/**
 * Which message a record comes from. Of two messages the later one is believed, field by field, whichever arrives first;
 * one message names an entity once.
 */
export interface Seen {
  /** When the source said so, by its own clock: the time of a webhook's event, not of its receipt. */
  readonly seenAt: number;
  /** Id of the message or request; decides between messages of the same millisecond. */
  readonly sourceId: string;
}

/** Texts of a source's own, kept as they came. */
export type Metadata = Readonly<Record<string, unknown>>;

export interface CustomerRecord extends Seen {
  readonly kind: "customer";
  readonly externalId: string;
  readonly email?: string | null;
  readonly name?: string | null;
  readonly currency?: string | null;
  /** The tracker's id of the visitor who this is. */
  readonly visitorId?: string | null;
  /** The site's own id of the user who this is, as in `identify`. */
  readonly userId?: string | null;
  readonly metadata?: Metadata | null;
  /** When the source first knew the customer. */
  readonly createdAt?: number | null;
  /** The source has deleted the customer; money and subscriptions stay as told. */
  readonly deleted?: boolean;
}

/** Whose money it is. A customer whom nobody has introduced yet is made for the reference. */
export type CustomerReference = { readonly externalId: string } | { readonly email: string };

export interface ChargeRecord extends Seen {
  readonly kind: "charge";
  readonly externalId: string;
  /** Null: a purchase without an account; the address of the checkout, if there is one, stands for the customer then. */
  readonly customer: CustomerReference | null;
  /** What counts as revenue: without taxes where the source separates them. Never negative. */
  readonly amount: number;
  readonly currency: string;
  readonly status: "succeeded" | "failed" | "pending";
  /** When it was paid, or tried. */
  readonly at: number;
  readonly subscriptionExternalId?: string | null;
  readonly description?: string | null;
  readonly checkout?: Checkout | null;
  readonly metadata?: Metadata | null;
}

/** What the checkout told of who paid. */
export interface Checkout {
  readonly visitorId?: string;
  readonly userId?: string;
  readonly email?: string;
}

export interface RefundRecord extends Seen {
  readonly kind: "refund";
  readonly externalId: string;
  /** The charge may come later. */
  readonly chargeExternalId: string;
  /** Never negative, in the currency of the charge; all refunds of a charge together give back no more than it took. */
  readonly amount: number;
  readonly currency: string;
  readonly reason: "refund" | "dispute";
  /** Only `succeeded` ones count. A dispute that is won becomes `reversed`. */
  readonly status: "succeeded" | "reversed" | "pending" | "failed";
  readonly at: number;
  /** What the source says was given back beyond the charge: it is not in `amount`, and is remarked upon. */
  readonly excess?: number;
}

export interface SubscriptionRecord extends Seen {
  readonly kind: "subscription";
  readonly externalId: string;
  readonly customer: CustomerReference;
  readonly state: SubscriptionState;
  readonly startedAt: number;
  readonly trialEnd?: number | null;
  /** When it was asked to end. */
  readonly canceledAt?: number | null;
  /** When it ended, or will: it counts until then, and not after. */
  readonly endedAt?: number | null;
}

/** What a bill says that a subscription cost from an instant on. The subscription may come later. */
export interface PricesRecord extends Seen {
  readonly kind: "prices";
  readonly subscriptionExternalId: string;
  /** When the term begins that is billed. */
  readonly at: number;
  readonly currency: string;
  readonly items: readonly BilledItem[];
}

/** What one item of a subscription cost for a term. */
export interface BilledItem extends SubscriptionItem {
  readonly billedAs: string;
  /** When the term ends. */
  readonly until: number;
}

/** What a subscription is from an instant on, until its next state. */
export interface SubscriptionState {
  readonly at: number;
  readonly status: SubscriptionStatus;
  readonly currency: string;
  readonly items: readonly SubscriptionItem[];
  readonly discount?: Discount | null;
  /** The term that is paid for ends: it counts until then. */
  readonly cancelAt?: number | null;
}

export type SubscriptionStatus = "trialing" | "active" | "past_due" | "canceled" | "unpaid" | "paused" | "incomplete";

export interface SubscriptionItem {
  /** Of one unit and one interval. */
  readonly amount: number;
  readonly quantity: number;
  readonly interval: "day" | "week" | "month" | "year";
  /** Every how many intervals: 3 with `month` is quarterly. */
  readonly intervalCount: number;
  /** Paid by use, so not foreseeable: counts as nothing. */
  readonly metered?: boolean;
  /** Off this item for one interval; before what is taken off the whole. */
  readonly discount?: Discount;
  /** It is so now; what it was then is presumed, and bills that tell of then know better. */
  readonly presumed?: true;
  /** Only bills tell what it costs: the name that they have for it. */
  readonly billedAs?: string;
}

/** What recurs of a discount; what is given once is none. */
export interface Discount {
  /** 0 to 100. */
  readonly percent?: number;
  /** Off the whole subscription for one interval of its first item, in the currency of the state. */
  readonly amount?: number;
  /** False: it ends some day, and reduces MRR only where the project has decided so. */
  readonly forever: boolean;
}

/** Where records come from; also the name that external ids are unique under. */
export type ProviderName = "stripe" | "paddle" | "api" | (string & {});
