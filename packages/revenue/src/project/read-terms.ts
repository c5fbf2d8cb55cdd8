import type { Database } from "@heliometer/db";
import { createRates } from "../money/rates.ts";
import { readRevenueSettings } from "../settings.ts";
import type { Terms } from "./terms.ts";

/** What the facts of a project are derived under, but for its rates; null where the project is gone. */
export async function readProject(
  db: Database,
  { projectId, now }: { projectId: string; now: number },
): Promise<Omit<Terms, "rates"> | null> {
  const project = await db
    .selectFrom("projects")
    .select(["currency", "timezone"])
    .where("id", "=", projectId)
    .executeTakeFirst();
  if (!project) return null;
  const { finiteDiscounts } = await readRevenueSettings(db, projectId);
  return { ...project, finiteDiscounts, now };
}

/** The rates of a project that tell of any of these currencies: none are read where all money is of the project's. */
export async function withRates(
  db: Database,
  {
    projectId,
    project,
    currencies,
  }: { projectId: string; project: Omit<Terms, "rates">; currencies: Iterable<string> },
): Promise<Terms> {
  const foreign = [...new Set(currencies)].filter((currency) => currency !== project.currency);
  if (foreign.length === 0) return { ...project, rates: createRates([]) };
  const rates = db
    .selectFrom("exchange_rates")
    .select(["base", "quote", "date", "rate"])
    .where("project_id", "=", projectId);
  const first = await rates.where((is) => is.or([is("base", "in", foreign), is("quote", "in", foreign)])).execute();
  // A table of a bank has thirty currencies a day: of the second step, only those that a first one leads to are read.
  const partners = [...new Set(first.flatMap(({ base, quote }) => [base, quote]))].filter(
    (each) => !foreign.includes(each),
  );
  if (partners.length === 0) return { ...project, rates: createRates([]) };
  const { currency } = project;
  const second = await rates
    .where((is) =>
      is.or([
        is.and([is("base", "=", currency), is("quote", "in", partners)]),
        is.and([is("quote", "=", currency), is("base", "in", partners)]),
      ]),
    )
    .execute();
  return { ...project, rates: createRates([...first, ...second]) };
}
