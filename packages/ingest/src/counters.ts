import { REFUSAL_REASONS, type RefusalReason } from "./refusals.ts";

/** Why a readable event of a machine was answered and left out. */
const BOT_REASONS = ["agent_of_bot", "agent_missing", "page_ahead"] as const;
export type BotReason = (typeof BOT_REASONS)[number];

/**
 * What has happened since the start. `accepted`: valid events of people, handed to the store; each of them ends in
 * `stored`, in `duplicates` or in `refused.store_failed`. `redated`: their clock was out of bounds, so that they carry
 * the time of receipt.
 */
export interface IngestCounters {
  readonly accepted: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly redated: number;
  readonly bots: Readonly<Record<BotReason, number>>;
  readonly refused: Readonly<Record<RefusalReason, number>>;
}

export interface CounterBook {
  accept(event: { redated: boolean }): void;
  commit(result: { stored: number; duplicates: number }): void;
  leaveOutBot(reason: BotReason): void;
  refuse(reason: RefusalReason): void;
  /** A copy; later events do not change it. */
  read(): IngestCounters;
}

/** Starts a book with every count at 0. */
export function createCounters(): CounterBook {
  const totals = { accepted: 0, stored: 0, duplicates: 0, redated: 0 };
  const bots = zeroes(BOT_REASONS);
  const refused = zeroes(REFUSAL_REASONS);
  return {
    accept({ redated }) {
      totals.accepted += 1;
      if (redated) totals.redated += 1;
    },
    commit({ stored, duplicates }) {
      totals.stored += stored;
      totals.duplicates += duplicates;
    },
    leaveOutBot(reason) {
      bots[reason] += 1;
    },
    refuse(reason) {
      refused[reason] += 1;
    },
    read: () => ({ ...totals, bots: { ...bots }, refused: { ...refused } }),
  };
}

function zeroes<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
