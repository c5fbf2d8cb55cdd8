import type { Credit, SpendSum } from "@heliometer/events";

/** What a channel or campaign cost and brought; amounts in minor units. */
export interface Channel extends Credit {
  readonly spend: number;
  readonly visitors: number;
}

export interface ChannelParts {
  readonly credits: readonly Credit[];
  readonly spend: readonly SpendSum[];
  readonly visitorsOf: ReadonlyMap<string, number>;
}

/** The credit of what nobody came by. */
export const NOBODY: Omit<Credit, "name"> = {
  revenue: 0,
  newCustomers: 0,
  mrr: 0,
  paying: 0,
  payingAtStart: 0,
  lost: 0,
};

/** Everything that has a credit, spend or visitors, what brought most first. */
export function joinChannels({ credits, spend, visitorsOf }: ChannelParts): Channel[] {
  const creditOf = new Map(credits.map((credit) => [credit.name, credit]));
  const spendOf = new Map(spend.map(({ name, amount }) => [name, amount]));
  const names = [...new Set([...creditOf.keys(), ...spendOf.keys(), ...visitorsOf.keys()])];
  return names
    .map((name) => ({
      ...(creditOf.get(name) ?? NOBODY),
      name,
      spend: spendOf.get(name) ?? 0,
      visitors: visitorsOf.get(name) ?? 0,
    }))
    .sort(byWorth);
}

function byWorth(one: Channel, other: Channel): number {
  return (
    other.revenue - one.revenue ||
    other.spend - one.spend ||
    other.visitors - one.visitors ||
    (one.name < other.name ? -1 : 1)
  );
}
