import { type EventStore, FACT_KINDS, type RevenueFact } from "@heliometer/events";

/** The facts of a project by subject, in an order of their own. */
export async function readFacts(
  store: Pick<EventStore, "query">,
  projectId: string,
): Promise<Record<string, RevenueFact[]>> {
  const rows = await store.query({
    sql: `select s.subject as subject, f.kind as kind, f.happened_at as happened_at, f.currency as currency,
        f.amount as amount, f.counted as counted, f.channel as channel, f.source as source, f.medium as medium,
        f.campaign as campaign, f.impressions as impressions
      from revenue_facts as f inner join revenue_subjects as s on s.subject_id = f.subject_id
      where s.project_id = $1
      order by subject, happened_at, kind, currency, amount, counted, channel, source, campaign`,
    values: [projectId],
  });
  const facts = rows.map((row) => ({
    subject: String(row.subject),
    fact: {
      kind: FACT_KINDS[Number(row.kind) - 1] ?? "charge",
      at: Number(row.happened_at),
      currency: String(row.currency),
      amount: Number(row.amount),
      count: Number(row.counted),
      channel: String(row.channel),
      source: String(row.source),
      medium: String(row.medium),
      campaign: String(row.campaign),
      impressions: Number(row.impressions),
    },
  }));
  const bySubject = [...Map.groupBy(facts, ({ subject }) => subject)];
  return Object.fromEntries(bySubject.map(([subject, own]) => [subject, own.map(({ fact }) => fact)]));
}
