import type { JsonSchema } from "../json-schema.ts";

/**
 * The parameters that most tools share, in few words: they are repeated in every tool of every list. What is left out
 * here stands in the server's instructions and in the errors.
 */
export const WORDING: Readonly<Record<string, JsonSchema>> = {
  period: { description: "e.g. last_30_days" },
  startDate: { description: "First day, e.g. 2026-11-14" },
  endDate: { description: "Last day, e.g. 2026-11-20" },
  timezone: { description: "IANA, e.g. Europe/Paris" },
  filters: {
    items: { type: "object" },
    description: 'All hold, e.g. [{"dimension":"country","values":["FR"]}]',
  },
  compare: { description: "With what, e.g. previous_year" },
  interval: { description: "Length of a row, e.g. day" },
  metrics: { description: "Which numbers, e.g. pageViews; default all" },
  limit: { description: "Rows, e.g. 20" },
  currency: { description: "Other than the project's, e.g. USD" },
  model: { description: "Who has the credit, e.g. linear" },
  window: { description: "Days before the first payment, e.g. 30" },
  detail: { description: "e.g. full: more rows" },
};
