import axe from "axe-core";
import type { Page } from "playwright-core";

const SERIOUS = ["serious", "critical"];

interface Findings {
  scrollWidth: number;
  clientWidth: number;
  violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
}

/** In the page, where the library looks at what is drawn; its script and this one come past the content policy. */
const lookFor = (
  rules: readonly string[] | null,
) => `axe.run(document, { resultTypes: ["violations"], ${rules ? `runOnly: { type: "rule", values: ${JSON.stringify(rules)} }` : ""} }).then(({ violations }) => ({
  violations,
  scrollWidth: document.documentElement.scrollWidth,
  clientWidth: document.documentElement.clientWidth,
}))`;

/**
 * What axe finds serious or critical on a page as it is shown at this moment, and whether the page is wider than its
 * window. `rules`: names of axe's rules; null: all of them.
 */
export async function faultsOf(of: Page, rules: readonly string[] | null): Promise<string[]> {
  await of.evaluate(axe.source);
  const { violations, scrollWidth, clientWidth }: Findings = await of.evaluate(lookFor(rules));
  const serious = violations.filter(({ impact }) => SERIOUS.includes(impact));
  const nodesOf = ({ nodes }: Findings["violations"][number]) =>
    nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary.slice(0, 240)})`).join(" | ");
  return [
    ...(scrollWidth > clientWidth ? [`${scrollWidth} px wide in a window of ${clientWidth}`] : []),
    ...serious.map((violation) => `${violation.id}: ${nodesOf(violation)}`),
  ];
}
