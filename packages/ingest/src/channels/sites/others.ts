import type { Site } from "../site.ts";

/** Sites without a channel of their own, whose names are written better than their hosts. */
export const OTHER_SITES: readonly Site[] = [
  { name: "GitHub", kind: "other", hosts: ["github.com"], tags: ["github"] },
  { name: "Slack", kind: "other", hosts: ["slack.com", "com.slack"], tags: ["slack"] },
  { name: "Microsoft Teams", kind: "other", hosts: ["teams.microsoft.com", "teams.cloud.microsoft"], tags: ["teams"] },
  { name: "Stack Overflow", kind: "other", hosts: ["stackoverflow.com"], tags: ["stackoverflow"] },
  { name: "Wikipedia", kind: "other", hosts: ["wikipedia.org"], tags: ["wikipedia"] },
];
