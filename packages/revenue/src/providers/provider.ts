import type { z } from "zod";
import type { RevenueRecord, Seen } from "../records.ts";
import type { Part } from "./parts.ts";

/** A delivery as it came over HTTP, with what its signature is checked by. */
export interface SignedDelivery {
  /** The bytes as they came: the signature is one of exactly these. */
  readonly body: Uint8Array;
  /** The value of the provider's signature header. */
  readonly signature: string | undefined;
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a delivery is, as far as it has to be known before it is stored. */
export interface DeliveryHead {
  /** The provider's own id of the event: a repeated delivery has the same one. */
  readonly id: string;
  readonly type: string;
}

/** What an object or an event of a provider says. */
export interface Reading {
  readonly records: readonly RevenueRecord[];
  readonly parts: readonly Part[];
}

export const NOTHING: Reading = { records: [], parts: [] };

/** What one object says; `seen`: by which message. */
export type ReadObject<More extends object = object> = (object: unknown, seen: Seen & More) => Reading;

/** A reader of objects that say all by themselves. */
export function asRecords<More extends object>(
  read: (object: unknown, seen: Seen & More) => Reading["records"],
): ReadObject<More> {
  return (object, seen) => ({ records: read(object, seen), parts: [] });
}

/** A reader of objects that only together with others say something. */
export function asParts(read: (object: unknown, seen: Seen) => Reading["parts"]): ReadObject {
  return (object, { seenAt, sourceId }) => ({ records: [], parts: read(object, { seenAt, sourceId }) });
}

/** How a secret of a provider looks and where a person finds it. */
export interface SecretShape {
  readonly pattern: RegExp;
  /** What a good one begins with, for a person who pasted something else. */
  readonly rule: string;
}

/** A page of a provider's history. */
export interface HistoryPage {
  /** How many objects it had. */
  readonly objects: number;
  readonly reading: Reading;
  /** Why some of them could not be read, in words without what they hold. */
  readonly faults: readonly string[];
  /** Where the next page of this step begins; null: there is none. */
  readonly next: string | null;
}

/** A provider's history, read page by page; the steps one after the other. */
export interface History {
  readonly steps: readonly string[];
  /** @throws HistoryFault when the provider does not hand the page out. */
  readPage(place: { step: string; position: string | null; now: number }): Promise<HistoryPage>;
}

/** Where and with which key a history is read. `address` is another one than the provider's own in tests alone. */
export interface HistoryAccess {
  readonly apiKey: string;
  readonly address?: URL | undefined;
}

/** A payment provider: everything that the rest of the product knows about it. A new one is a new file. */
export interface Provider {
  /** Stands in addresses and rows. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** In lower case. */
  readonly signatureHeader: string;
  readonly signingSecret: SecretShape;
  readonly apiKey: SecretShape;
  /**
   * Checks who a delivery is from and that it is not an old one.
   * @throws InvalidInput that says what is wrong with it.
   */
  check(delivery: SignedDelivery): Promise<DeliveryHead>;
  /**
   * What a delivery says; nothing where it is about something that is no money.
   * @throws ZodError when an object is not as the provider describes it.
   */
  read(payload: unknown): Reading;
  openHistory(access: HistoryAccess): Promise<History>;
}

/** What is wrong with the shape of an object, in words without what it holds. */
export function describeShape({ issues }: z.ZodError): string {
  const [issue] = issues;
  const path = issue?.path.map(String).join(".");
  return `It is not as the provider describes it${path ? `, at ${path}` : ""}: ${issue?.message ?? "unknown shape"}.`;
}

/** Seconds after which a signed delivery is too old to be taken: somebody may be sending it again. */
export const SIGNATURE_AGE_SECONDS_MAX = 300;

/** Why a page of history was not handed out, and when to ask again; null: asking again does not help. */
export class HistoryFault extends Error {
  readonly retryAfterMs: number | null;

  constructor(message: string, retryAfterMs: number | null) {
    super(message);
    this.name = "HistoryFault";
    this.retryAfterMs = retryAfterMs;
  }
}
